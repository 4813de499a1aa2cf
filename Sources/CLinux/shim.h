/* Linux calls that Swift's view of the C library leaves out. They are declared here instead of included,
   because a second reading of the system headers with _GNU_SOURCE contradicts Swift's own. */

/* What SO_PEERCRED gives (unix(7)). */
struct peer_credentials {
  int pid;
  unsigned int uid;
  unsigned int gid;
};

/* pidfd_open(2): becomes readable when the process ends, whoever its parent is. */
int pidfd_open(int pid, unsigned int flags);

/* posix_spawn(3): the new process holds no descriptor from `first` on. `actions` is a
   posix_spawn_file_actions_t. */
int posix_spawn_file_actions_addclosefrom_np(void *actions, int first);

/* posix_spawn(3), flag: the new process leads a session of its own. */
static const short spawn_in_new_session = 0x80;

/* setns(2): moves the calling thread into another namespace. */
int setns(int descriptor, int kind);

/* CLONE_NEWNET of linux/sched.h. */
static const int namespace_of_network = 0x40000000;
