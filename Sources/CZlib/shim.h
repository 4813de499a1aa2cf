#include <zlib.h>

// inflateInit2 is a macro.
static inline int palomar_inflate_init(z_stream *stream, int window_bits) {
  return inflateInit2(stream, window_bits);
}
