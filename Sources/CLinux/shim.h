#pragma once
// Linux calls that Swift's Glibc module does not carry, and the few that it cannot import.

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

// epoll_event is a packed union of pointers and integers; only the 64-bit word is of use here.
static inline int orb_epoll_ctl(int epoll, int operation, int descriptor, uint32_t events, uint64_t data) {
  struct epoll_event event = {.events = events, .data = {.u64 = data}};
  return epoll_ctl(epoll, operation, descriptor, &event);
}

static inline uint64_t orb_epoll_data(const struct epoll_event *event) { return event->data.u64; }

// The enumerators are unsigned in the header and unusable as the Int32 that epoll_ctl wants.
enum { ORB_EPOLL_ADD = EPOLL_CTL_ADD, ORB_EPOLL_MODIFY = EPOLL_CTL_MOD, ORB_EPOLL_DELETE = EPOLL_CTL_DEL };
enum { ORB_EPOLLIN = 0x001, ORB_EPOLLOUT = 0x004, ORB_EPOLLERR = 0x008, ORB_EPOLLHUP = 0x010, ORB_EPOLLRDHUP = 0x2000 };

// memfd_create and the seals stand behind _GNU_SOURCE, which the importer does not define.
static inline int orb_memfd_create(const char *name) { return (int)syscall(SYS_memfd_create, name, 1U /* MFD_CLOEXEC */); }

// fallocate and its modes stand behind _GNU_SOURCE; punching keeps the size and frees the pages.
static inline int orb_punch_hole(int descriptor, off_t offset, off_t length) {
  return (int)syscall(SYS_fallocate, descriptor, 0x02 | 0x01, offset, length);
}

// open is variadic, and O_TMPFILE stands behind _GNU_SOURCE. Not every file system knows it.
static inline int orb_open_nameless(const char *directory) {
  int descriptor = open(directory, 020000000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor >= 0) return descriptor;
  char path[4096];
  if (snprintf(path, sizeof path, "%s/.spill-XXXXXX", directory) >= (int)sizeof path) { errno = ENAMETOOLONG; return -1; }
  descriptor = mkstemp(path);
  if (descriptor >= 0) { unlink(path); fcntl(descriptor, F_SETFD, FD_CLOEXEC); }
  return descriptor;
}

// pidfd_open has no wrapper in glibc 2.36's pid header that Swift can import.
static inline int orb_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

// The wait status macros are not imported.
static inline int orb_wait_exited(int status) { return WIFEXITED(status); }
static inline int orb_wait_exit_status(int status) { return WEXITSTATUS(status); }
static inline int orb_wait_signaled(int status) { return WIFSIGNALED(status); }
static inline int orb_wait_signal(int status) { return WTERMSIG(status); }

// accept4 and SOCK_* flags are enumerators that Swift imports as an opaque type.
enum { ORB_SOCK_STREAM = SOCK_STREAM, ORB_SOCK_SEQPACKET = SOCK_SEQPACKET, ORB_SOCK_NONBLOCK = SOCK_NONBLOCK, ORB_SOCK_CLOEXEC = SOCK_CLOEXEC };
static inline int orb_accept(int descriptor) {
  return (int)syscall(SYS_accept4, descriptor, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

// RLIMIT_* are enumerators whose imported type setrlimit's Swift signature does not take.
static inline int orb_limit(int resource, uint64_t soft, uint64_t hard) {
  struct rlimit limit = {soft, hard};
  return setrlimit(resource, &limit);
}
static inline uint64_t orb_limit_soft(int resource) {
  struct rlimit limit;
  return getrlimit(resource, &limit) ? 0 : limit.rlim_cur;
}
static inline uint64_t orb_limit_hard(int resource) {
  struct rlimit limit;
  return getrlimit(resource, &limit) ? 0 : limit.rlim_max;
}
enum { ORB_RLIMIT_CPU = RLIMIT_CPU, ORB_RLIMIT_AS = RLIMIT_AS, ORB_RLIMIT_CORE = RLIMIT_CORE, ORB_RLIMIT_NOFILE = RLIMIT_NOFILE, ORB_RLIMIT_FSIZE = RLIMIT_FSIZE };

// prctl is variadic.
static inline int orb_die_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }
static inline int orb_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
static inline int orb_name_thread(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

// fcntl and ioctl are variadic.
static inline int orb_set_nonblocking(int descriptor) { return fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK); }
static inline int orb_set_close_on_exec(int descriptor) { return fcntl(descriptor, F_SETFD, FD_CLOEXEC); }
static inline int orb_terminal_columns(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) ? 0 : size.ws_col;
}

// CPU time arms a signal when a page takes too long; the itimer struct is clumsy from Swift.
static inline int orb_arm_cpu_alarm(int64_t microseconds) {
  struct itimerval timer = {{0, 0}, {microseconds / 1000000, microseconds % 1000000}};
  return setitimer(ITIMER_PROF, &timer, 0);
}

// fcntl is variadic; a number of 10 or more is out of the way of what a child gets as 3, 4 and 5.
static inline int orb_duplicate_high(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 10); }

// MAP_FAILED is a cast of -1.
static inline void *orb_map_shared(int descriptor, size_t length) {
  void *memory = mmap(0, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  return memory == MAP_FAILED ? 0 : memory;
}

// posix_spawn's attribute flags are macros and its structs opaque: one call does what is wanted.
// The child gets descriptors 3, 4 and 5 and stderr and no others, whatever a library may have left
// open, a process group of its own (a Ctrl-C in the terminal is the parent's to handle), and no signal
// blocked or ignored.
static inline int orb_spawn(pid_t *pid, const char *program, char *const arguments[], char *const environment[], const int three[3]) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  for (int i = 0; i < 3; i++) posix_spawn_file_actions_adddup2(&actions, three[i], 3 + i);
  posix_spawn_file_actions_addclosefrom_np(&actions, 6);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  int code = posix_spawn(pid, program, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return code;
}

// Starts a program that goes when this one does, which posix_spawn cannot say: it gets SIGTERM when the thread ends
// that started it, so that this must be one that lasts. It has a process group of its own (a Ctrl-C in the terminal is
// the parent's to hand on), no signal blocked, nothing to read, and two files to write to. Between fork and exec
// stands nothing but what signal-safety(7) lists.
static inline int orb_spawn_bound(pid_t *pid, const char *program, char *const arguments[], const char *output, const char *errors) {
  sigset_t none;
  sigemptyset(&none);
  pid_t parent = getpid(), child = fork();
  if (child < 0) return errno;
  if (child > 0) { setpgid(child, child); *pid = child; return 0; }
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
  if (getppid() != parent) _exit(127);
  int files[3] = {open("/dev/null", O_RDONLY), open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666), open(errors, O_WRONLY | O_CREAT | O_TRUNC, 0666)};
  for (int i = 0; i < 3; i++) if (files[i] < 0 || dup2(files[i], i) < 0) _exit(127);
  syscall(SYS_close_range, 3, ~0U, 0);
  sigprocmask(SIG_SETMASK, &none, 0);
  execv(program, arguments);
  _exit(127);
}

static inline int orb_socket_pair(int ends[2]) { return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends); }

// malloc.h is no part of Swift's Glibc module. One heap for all threads; bytes of free memory that it keeps, bytes that it
// grows by, and bytes from which on a piece is mapped by itself.
static inline void orb_settle_heap(int kept, int growth, int mapped) {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TRIM_THRESHOLD, kept);
  mallopt(M_TOP_PAD, growth);
  mallopt(M_MMAP_THRESHOLD, mapped);
}

// Bytes of the heap that are in use; of all heaps, where there are several.
static inline size_t orb_heap_in_use(void) {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

// What a piece of the heap really has room for.
static inline size_t orb_heap_piece(void *piece) { return malloc_usable_size(piece); }
