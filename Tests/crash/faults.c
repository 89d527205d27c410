// Counts the calls by which a program changes files, and at the n-th of them kills the program or lets the call fail.
//
//   LD_PRELOAD=faults.so  FAULT_AT=N  FAULT=kill|EIO|ENOSPC|short  [FAULT_CALL=NAME]  [FAULT_COUNT=FILE]
//
// kill     the process dies by SIGKILL before the call is made
// EIO      the call, and every later one of its name, fails with EIO, as a disk does that is broken
// ENOSPC   likewise, as a disk does that is full; calls that only give back space go through
// short    half of a write is made, then the process dies
//
// FAULT_CALL restricts the count to one name. FAULT_COUNT gets the number of calls when the program ends.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int count;
static int failing;

static int selected(const char *name) {
  const char *only = getenv("FAULT_CALL");
  return only == NULL || *only == 0 || strcmp(only, name) == 0;
}

// The errno with which the call is to fail; 0 if it is to be made; -1 if half of it is.
static int fault(const char *name, int takes_space) {
  const char *kind = getenv("FAULT");
  const char *at = getenv("FAULT_AT");
  if (!selected(name)) return 0;
  count++;
  if (kind == NULL || at == NULL) return 0;
  if (count < atoi(at)) return 0;
  if (strcmp(kind, "kill") == 0) kill(getpid(), SIGKILL);
  if (strcmp(kind, "short") == 0) {
    if (strcmp(name, "pwrite") == 0 && count == atoi(at)) return -1;
    kill(getpid(), SIGKILL);
  }
  if (count == atoi(at)) failing = 1;
  if (!failing) return 0;
  if (strcmp(kind, "EIO") == 0) return EIO;
  if (strcmp(kind, "ENOSPC") == 0 && takes_space) return ENOSPC;
  return 0;
}

__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("FAULT_COUNT");
  if (path == NULL) return;
  FILE *file = fopen(path, "w");
  if (file == NULL) return;
  fprintf(file, "%d\n", count);
  fclose(file);
}

#define CALL(result, name, takes_space, parameters, ...)                            \
  result name parameters {                                                          \
    static result(*real) parameters;                                                \
    if (real == NULL) real = (result(*) parameters)dlsym(RTLD_NEXT, #name);         \
    int error = fault(#name, takes_space);                                          \
    if (error > 0) {                                                                \
      errno = error;                                                                \
      return -1;                                                                    \
    }                                                                               \
    return real(__VA_ARGS__);                                                       \
  }

CALL(int, fdatasync, 1, (int fd), fd)
CALL(int, fsync, 1, (int fd), fd)
CALL(int, rename, 1, (const char *from, const char *to), from, to)
CALL(int, link, 1, (const char *from, const char *to), from, to)
CALL(int, unlink, 0, (const char *path), path)
CALL(int, ftruncate, 0, (int fd, off_t length), fd, length)
CALL(int, ftruncate64, 0, (int fd, off_t length), fd, length)

static ssize_t faulty_write(const char *name, int fd, const void *bytes, size_t size, off_t offset) {
  static ssize_t (*real)(int, const void *, size_t, off_t);
  if (real == NULL) real = (ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, name);
  int error = fault("pwrite", 1);
  if (error > 0) {
    errno = error;
    return -1;
  }
  if (error < 0) {
    real(fd, bytes, size / 2, offset);
    kill(getpid(), SIGKILL);
  }
  return real(fd, bytes, size, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
  return faulty_write("pwrite", fd, bytes, size, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t offset) {
  return faulty_write("pwrite64", fd, bytes, size, offset);
}
