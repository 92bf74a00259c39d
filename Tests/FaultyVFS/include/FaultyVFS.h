// A SQLite VFS for tests: the usual one, with one of its operations failing, or all from one on.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// What can fail, as bits to choose by.
enum {
  FAULTY_OPEN = 1 << 0,
  FAULTY_READ = 1 << 1,
  FAULTY_WRITE = 1 << 2,
  FAULTY_TRUNCATE = 1 << 3,
  FAULTY_SYNC = 1 << 4,
  FAULTY_SIZE = 1 << 5,
  FAULTY_LOCK = 1 << 6,
  FAULTY_SHARED_MAP = 1 << 7,
  FAULTY_SHARED_LOCK = 1 << 8,
  FAULTY_DELETE = 1 << 9,
  FAULTY_ACCESS = 1 << 10,
};

// Makes this the default VFS of every connection that is opened from now on, for good. Returns SQLite's
// result code.
int32_t faulty_vfs_install(void);

// From now on counts the operations of some kinds, from 1, and lets the n-th fail.
//
// kinds: which operations.
// nth: which of them fails; 0 for none.
// lasting: whether all after it fail as well.
// isFull: whether the reason is that there is no room (SQLITE_FULL, ENOSPC), and not a broken disk
//   (the SQLITE_IOERR of the operation, EIO; for locks SQLITE_BUSY).
void faulty_vfs_arm(uint32_t kinds, int64_t nth, bool lasting, bool isFull);

// Lets everything succeed again, and counts no more.
void faulty_vfs_disarm(void);

// Operations counted since the last `faulty_vfs_arm`.
int64_t faulty_vfs_operations(void);

// Operations that failed since then.
int64_t faulty_vfs_failures(void);
