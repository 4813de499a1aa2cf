import CPostgreSQL
import Foundation
import MailModel

/// A PostgreSQL 15 of one's own: made for this test process when the first test asks, reached over a Unix socket
/// only, and gone without a trace when the process ends, however it ends.
///
/// A guard, a small shell, owns the server and its directory. It waits on a pipe that only this process holds
/// open: the kernel closes it when the process dies, also by `kill -9`. Should the guard die first, the kernel ends
/// the server with it.
package final class PrivatePostgreSQL: Sendable {
  /// The one of this process.
  package static var shared: PrivatePostgreSQL { get throws { try started.get() } }

  private static let started = Result { try PrivatePostgreSQL() }

  package let directory: String
  /// The guard's process: whoever kills it ends the server and leaves the directory.
  package let guardian: pid_t
  private let leash: Int32

  private static let programs = "/usr/lib/postgresql/15/bin"

  package init() throws {
    guard FileManager.default.isExecutableFile(atPath: "\(Self.programs)/postgres") else {
      throw Fault(
        .unavailable, en: "PostgreSQL 15 is not installed", es: "PostgreSQL 15 no está instalado",
        hint: Text(verbatim: "apt-get install postgresql-15"))
    }
    directory = "/tmp/ppg-\(UUID().uuidString.prefix(8).lowercased())"
    (guardian, leash) = try GuardedProcess.start(
      script: Self.script, arguments: [directory, Self.programs, geteuid() == 0 ? "postgres" : ""])
    try waitUntilReady(within: .seconds(60))
  }

  /// Ends the server and removes its directory, as the end of the process would.
  package func stop() {
    close(leash)
    var status: Int32 = 0
    waitpid(guardian, &status, 0)
  }

  /// A connection string for `database`, as the server's administrator or as `user`.
  package func location(of database: String = "postgres", user: String = "palomar") -> String {
    "host=\(directory)/socket user=\(user) dbname=\(database)"
  }

  /// Runs one statement outside of any transaction.
  package func administer(_ statement: String) throws {
    let connection = PQconnectdb(location())
    defer { PQfinish(connection) }
    let result = PQexec(connection, statement)
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK else {
      throw Fault(.unavailable, Text(verbatim: String(cString: PQerrorMessage(connection))))
    }
  }

  /// An empty database, for one test.
  package func withDatabase<Result>(_ body: (_ location: String) async throws -> Result) async throws -> Result {
    let name = "t_\(UUID().uuidString.prefix(12).lowercased().replacingOccurrences(of: "-", with: "_"))"
    try administer("CREATE DATABASE \(name) TEMPLATE template0")
    defer { try? administer("DROP DATABASE \(name) WITH (FORCE)") }
    return try await body(location(of: name))
  }

  private func waitUntilReady(within limit: Duration) throws {
    let deadline = ContinuousClock.now + limit
    while PQping(location()) != PQPING_OK {
      guard ContinuousClock.now < deadline, kill(guardian, 0) == 0 else {
        let log = try? String(contentsOfFile: "\(directory)/log", encoding: .utf8)
        stop()
        throw Fault(.unavailable, Text(verbatim: "the private PostgreSQL did not start: \(log ?? "")"))
      }
      usleep(10_000)
    }
  }

  /// Lays a cluster out, runs its server and cleans up when standard input ends. Everybody who reaches the socket
  /// is trusted, so its directory is private.
  private static let script = """
    directory=$1 programs=$2 user=$3
    trap '' HUP INT TERM
    umask 077
    mkdir "$directory" && mkdir "$directory/socket" || exit 1
    as=''
    if [ -n "$user" ]; then
      chown -R "$user" "$directory"
      as="setpriv --reuid $user --regid $user --init-groups"
    fi
    cd "$directory"
    if $as "$programs/initdb" --pgdata data --username palomar --auth trust --encoding UTF8 --locale C --no-sync \\
      --no-instructions > log 2>&1
    then
      $as setpriv --pdeathsig QUIT "$programs/postgres" -D data -k "$directory/socket" \\
        -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 \\
        -c shared_buffers=32MB -c max_wal_size=128MB -c autovacuum=off >> log 2>&1 < /dev/null &
      server=$!
    fi
    read -r end
    if [ -n "$server" ]; then
      kill -QUIT "$server"
      wait "$server"
    fi
    cd /
    rm -rf "$directory"
    """
}
