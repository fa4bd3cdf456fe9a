/* A disk that fails when it is told to: loaded with LD_PRELOAD, it stands before the calls of libc that write.

   The file that FAILING_DISK names says how, a line each, and is read at each call; while it is empty nothing fails:

       CALLS ERROR PART

   CALLS is "sync" (fsync, fdatasync), "write" (write, pwrite, writev, pwritev and what makes files longer) or "short":
   writes write the half of what they are given, which is no error. ERROR is its number (28 is ENOSPC, 5 EIO), and PART
   is what the path of the file must contain, or end with where PART ends with "$". */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static size_t told(char *into, size_t most) {
    const char *name = getenv("FAILING_DISK");
    int file = name ? (int)syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC) : -1;
    long length = file < 0 ? 0 : syscall(SYS_read, file, into, most - 1);
    if (file >= 0) syscall(SYS_close, file);
    into[length > 0 ? length : 0] = 0;
    return length > 0 ? (size_t)length : 0;
}

static int meets(const char *path, char *part) {
    size_t length = strlen(part), end = strlen(path);
    if (part[length - 1] != '$') return strstr(path, part) != NULL;
    part[--length] = 0;
    return end >= length && !strcmp(path + end - length, part);
}

/* The number of the error with which this kind of call fails on this file now; 0 for none. */
static int fails(const char *kind, int file) {
    char rules[2048], link[64], path[4096], calls[16], part[256], *next = rules;
    int before = errno, number, found = 0, length;
    if (told(rules, sizeof rules)) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        ssize_t end = readlink(link, path, sizeof path - 1);
        path[end > 0 ? end : 0] = 0;
        while (!found && sscanf(next, "%15s %d %255s%n", calls, &number, part, &length) == 3) {
            if (!strcmp(calls, kind) && meets(path, part)) found = number;
            next += length;
        }
    }
    errno = before;
    return found;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define OR_FAIL(kind, file) do { int number = fails(kind, file); if (number) { errno = number; return -1; } } while (0)
#define SHORTER(file, size) ((size) > 1 && fails("short", file) ? (size) / 2 : (size))

int fsync(int file) { OR_FAIL("sync", file); return REAL(fsync)(file); }
int fdatasync(int file) { OR_FAIL("sync", file); return REAL(fdatasync)(file); }

ssize_t write(int file, const void *from, size_t size) {
    OR_FAIL("write", file);
    return REAL(write)(file, from, SHORTER(file, size));
}
ssize_t pwrite(int file, const void *from, size_t size, off_t at) {
    OR_FAIL("write", file);
    return REAL(pwrite)(file, from, SHORTER(file, size), at);
}
ssize_t pwrite64(int file, const void *from, size_t size, off64_t at) {
    OR_FAIL("write", file);
    return REAL(pwrite64)(file, from, SHORTER(file, size), at);
}
ssize_t writev(int file, const struct iovec *from, int count) { OR_FAIL("write", file); return REAL(writev)(file, from, count); }
ssize_t pwritev(int file, const struct iovec *from, int count, off_t at) {
    OR_FAIL("write", file);
    return REAL(pwritev)(file, from, count, at);
}
ssize_t pwritev64(int file, const struct iovec *from, int count, off64_t at) {
    OR_FAIL("write", file);
    return REAL(pwritev64)(file, from, count, at);
}
int ftruncate(int file, off_t size) { OR_FAIL("write", file); return REAL(ftruncate)(file, size); }
int ftruncate64(int file, off64_t size) { OR_FAIL("write", file); return REAL(ftruncate64)(file, size); }
int posix_fallocate(int file, off_t at, off_t size) { int number = fails("write", file); return number ? number : REAL(posix_fallocate)(file, at, size); }
int posix_fallocate64(int file, off64_t at, off64_t size) { int number = fails("write", file); return number ? number : REAL(posix_fallocate64)(file, at, size); }
