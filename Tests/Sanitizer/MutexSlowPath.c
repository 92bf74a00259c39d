// Shows the thread sanitizer what Swift's Mutex does when threads meet at it.
//
// The compiler puts the fast path of Synchronization.Mutex, one compare-and-exchange, into the code
// that locks, where the sanitizer sees it. When that fails, the lock is handed over by a futex inside
// libswiftSynchronization, which is not instrumented: to the sanitizer nobody locked anything, and what
// the mutex guards looks like a race. These two functions stand before the library's own, call them, and
// declare the same order that the fast path shows: who unlocks releases the word of the lock, who locks
// acquires it. They declare nothing else, so that every race beside a lock is still found.
//
// Linked into sanitized builds only (Scripts/sanitize.sh). The names are those that Swift's
// _MutexHandle._lockSlow(UInt32) and _unlockSlow() have in every binary; should they change, the library's
// own are called, and the sanitizer complains again.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>
#include <stdint.h>

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef __attribute__((swiftcall)) void (*LockSlow)(uint32_t thread, __attribute__((swift_context)) void *word);
typedef __attribute__((swiftcall)) void (*UnlockSlow)(__attribute__((swift_context)) void *word);

static LockSlow lock_slow;
static UnlockSlow unlock_slow;

// Before any thread can meet another. A program without a Mutex has no such library, and calls neither.
__attribute__((constructor)) static void find_originals(void) {
  lock_slow = (LockSlow)dlsym(RTLD_NEXT, LOCK_SLOW);
  unlock_slow = (UnlockSlow)dlsym(RTLD_NEXT, UNLOCK_SLOW);
}

__attribute__((swiftcall)) void orb_lock_slow(uint32_t thread, __attribute__((swift_context)) void *word) __asm__(LOCK_SLOW);
__attribute__((swiftcall)) void orb_unlock_slow(__attribute__((swift_context)) void *word) __asm__(UNLOCK_SLOW);

__attribute__((swiftcall)) void orb_lock_slow(uint32_t thread, __attribute__((swift_context)) void *word) {
  lock_slow(thread, word);
  __tsan_acquire(word);
}

__attribute__((swiftcall)) void orb_unlock_slow(__attribute__((swift_context)) void *word) {
  __tsan_release(word);
  unlock_slow(word);
}
