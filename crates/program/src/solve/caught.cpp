// What HiGHS throws must not reach Rust, which would end the process: it is caught here and becomes a number.
//
// HiGHS catches most exceptions itself and then only says that it failed, so a refusal of memory is also noted where it
// happens, in the handler that C++ calls when an allocation fails.
#include <cstdint>
#include <new>

namespace {

// HiGHS runs on the thread that calls it, so what was refused was refused on this thread.
thread_local bool refused = false;

void refuse() {
  refused = true;
  throw std::bad_alloc();
}

}  // namespace

extern "C" {

// Calls `call(data)`. Bit 0 of the answer: something was thrown; bit 1: memory was refused.
std::int32_t program_catch(void (*call)(void*), void* data) noexcept {
  static const std::new_handler before = std::set_new_handler(refuse);
  (void)before;
  refused = false;
  bool thrown = false;
  try {
    call(data);
  } catch (...) {
    thrown = true;
  }
  return (thrown ? 1 : 0) | (refused ? 2 : 0);
}
}
