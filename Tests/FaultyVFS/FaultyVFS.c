#include "FaultyVFS.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <string.h>

// MARK: What fails

static atomic_uint armed_kinds;
static atomic_llong failing;
static atomic_bool is_lasting;
static atomic_bool is_full;
static atomic_llong operations;
static atomic_llong failures;

void faulty_vfs_arm(uint32_t kinds, int64_t nth, bool lasting, bool full) {
  atomic_store(&armed_kinds, 0);
  atomic_store(&failing, nth);
  atomic_store(&is_lasting, lasting);
  atomic_store(&is_full, full);
  atomic_store(&operations, 0);
  atomic_store(&failures, 0);
  atomic_store(&armed_kinds, kinds);
}

void faulty_vfs_disarm(void) { atomic_store(&armed_kinds, 0); }

int64_t faulty_vfs_operations(void) { return atomic_load(&operations); }

int64_t faulty_vfs_failures(void) { return atomic_load(&failures); }

// The result code that this operation is to fail with, or SQLITE_OK.
static int fault(uint32_t kind, int code) {
  if (!(atomic_load(&armed_kinds) & kind)) return SQLITE_OK;
  int64_t number = atomic_fetch_add(&operations, 1) + 1;
  int64_t first = atomic_load(&failing);
  if (first == 0 || number < first) return SQLITE_OK;
  if (number > first && !atomic_load(&is_lasting)) return SQLITE_OK;
  atomic_fetch_add(&failures, 1);
  if (code == SQLITE_BUSY) return code;
  bool full = atomic_load(&is_full);
  errno = full ? ENOSPC : EIO;
  return full ? SQLITE_FULL : code;
}

// MARK: Files

// The usual VFS's own file stands behind this one, in the same piece of memory.
typedef struct {
  sqlite3_file base;
} FaultyFile;

static sqlite3_vfs *usual;

static sqlite3_file *real(sqlite3_file *file) { return (sqlite3_file *)((FaultyFile *)file + 1); }

static int close_file(sqlite3_file *file) { return real(file)->pMethods->xClose(real(file)); }

static int read_file(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
  int code = fault(FAULTY_READ, SQLITE_IOERR_READ);
  return code ? code : real(file)->pMethods->xRead(real(file), bytes, count, offset);
}

static int write_file(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  int code = fault(FAULTY_WRITE, SQLITE_IOERR_WRITE);
  return code ? code : real(file)->pMethods->xWrite(real(file), bytes, count, offset);
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
  int code = fault(FAULTY_TRUNCATE, SQLITE_IOERR_TRUNCATE);
  return code ? code : real(file)->pMethods->xTruncate(real(file), size);
}

static int sync_file(sqlite3_file *file, int flags) {
  int code = fault(FAULTY_SYNC, SQLITE_IOERR_FSYNC);
  return code ? code : real(file)->pMethods->xSync(real(file), flags);
}

static int size_of_file(sqlite3_file *file, sqlite3_int64 *size) {
  int code = fault(FAULTY_SIZE, SQLITE_IOERR_FSTAT);
  return code ? code : real(file)->pMethods->xFileSize(real(file), size);
}

static int lock_file(sqlite3_file *file, int level) {
  int code = fault(FAULTY_LOCK, SQLITE_BUSY);
  return code ? code : real(file)->pMethods->xLock(real(file), level);
}

static int unlock_file(sqlite3_file *file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}

static int check_reserved_lock(sqlite3_file *file, int *result) {
  return real(file)->pMethods->xCheckReservedLock(real(file), result);
}

static int control_file(sqlite3_file *file, int operation, void *argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}

static int sector_size(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }

static int device_characteristics(sqlite3_file *file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static int map_shared(sqlite3_file *file, int page, int size, int extend, void volatile **memory) {
  int code = fault(FAULTY_SHARED_MAP, SQLITE_IOERR_SHMMAP);
  if (code) *memory = NULL;
  return code ? code : real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}

static int lock_shared(sqlite3_file *file, int offset, int count, int flags) {
  int code = flags & SQLITE_SHM_UNLOCK ? SQLITE_OK : fault(FAULTY_SHARED_LOCK, SQLITE_BUSY);
  return code ? code : real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}

static void shared_barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }

static int unmap_shared(sqlite3_file *file, int removes) {
  return real(file)->pMethods->xShmUnmap(real(file), removes);
}

static int fetch_file(sqlite3_file *file, sqlite3_int64 offset, int count, void **memory) {
  return real(file)->pMethods->xFetch(real(file), offset, count, memory);
}

static int unfetch_file(sqlite3_file *file, sqlite3_int64 offset, void *memory) {
  return real(file)->pMethods->xUnfetch(real(file), offset, memory);
}

static const sqlite3_io_methods methods = {
    .iVersion = 3,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_of_file,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_reserved_lock,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = device_characteristics,
    .xShmMap = map_shared,
    .xShmLock = lock_shared,
    .xShmBarrier = shared_barrier,
    .xShmUnmap = unmap_shared,
    .xFetch = fetch_file,
    .xUnfetch = unfetch_file,
};

// MARK: The VFS

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *got) {
  (void)vfs;
  file->pMethods = NULL;
  int code = fault(FAULTY_OPEN, SQLITE_CANTOPEN);
  if (!code) code = usual->xOpen(usual, name, real(file), flags, got);
  // SQLite closes whatever has methods, also when it could not be opened; and so do we.
  if (code == SQLITE_OK && real(file)->pMethods->iVersion >= 3) {
    file->pMethods = &methods;
  } else if (code == SQLITE_OK) {
    real(file)->pMethods->xClose(real(file));
    code = SQLITE_MISUSE;
  }
  return code;
}

static int delete_file(sqlite3_vfs *vfs, const char *name, int syncs) {
  (void)vfs;
  int code = fault(FAULTY_DELETE, SQLITE_IOERR_DELETE);
  return code ? code : usual->xDelete(usual, name, syncs);
}

static int access_file(sqlite3_vfs *vfs, const char *name, int flags, int *result) {
  (void)vfs;
  int code = fault(FAULTY_ACCESS, SQLITE_IOERR_ACCESS);
  if (code) *result = 0;
  return code ? code : usual->xAccess(usual, name, flags, result);
}

// All else is the usual VFS's own: its functions get this one, whose `pAppData` is copied from it.
static sqlite3_vfs faulty;

int32_t faulty_vfs_install(void) {
  usual = sqlite3_vfs_find(NULL);
  if (usual == NULL) return SQLITE_ERROR;
  if (usual == &faulty) return SQLITE_OK;
  memcpy(&faulty, usual, sizeof faulty);
  faulty.pNext = NULL;
  faulty.zName = "faulty";
  faulty.szOsFile = (int)sizeof(FaultyFile) + usual->szOsFile;
  faulty.xOpen = open_file;
  faulty.xDelete = delete_file;
  faulty.xAccess = access_file;
  return sqlite3_vfs_register(&faulty, 1);
}
