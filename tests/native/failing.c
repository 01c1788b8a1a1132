/* Preloaded: makes one call that writes fail, or that one and all after it.
 *
 * FAIL_UNDER   only files below this folder count
 * FAIL_AT      which call fails, from 1; 0 for none
 * FAIL_WITH    the error: a number
 * FAIL_ONCE    set: only that call; else all from there on, as of a full disk
 * FAIL_HALF    set: a write that fails first writes half
 * FAIL_REPORT  a file that gets the number of calls, and what failed first
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *under, *report;
static long at, seen;
static int error_number, once, half;
static char first[PATH_MAX + 64];

__attribute__((constructor)) static void begin(void)
{
    const char *text;
    under = getenv("FAIL_UNDER");
    report = getenv("FAIL_REPORT");
    at = (text = getenv("FAIL_AT")) ? atol(text) : 0;
    error_number = (text = getenv("FAIL_WITH")) ? atoi(text) : EIO;
    once = getenv("FAIL_ONCE") != NULL;
    half = getenv("FAIL_HALF") != NULL;
}

__attribute__((destructor)) static void end(void)
{
    char line[sizeof first + 32];
    int length, file;
    if (!report)
        return;
    length = snprintf(line, sizeof line, "%ld %s\n", seen, first);
    file = (int)syscall(SYS_openat, AT_FDCWD, report, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file >= 0) {
        syscall(SYS_write, file, line, (size_t)length);
        syscall(SYS_close, file);
    }
}

static int counts(const char *path)
{
    /* What is named from the folder of the program is below the one that counts. */
    return under && (path[0] != '/' || strncmp(path, under, strlen(under)) == 0);
}

static int open_counts(int file, char *path)
{
    char link[64];
    ssize_t length;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0)
        return 0;
    path[length] = 0;
    return path[0] == '/' && counts(path);
}

/* Whether this call fails: 0 no, 1 yes, 2 the first that does. */
static int fails(const char *call, const char *path)
{
    long n = __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST);
    if (at == 0 || n < at || (once && n > at))
        return 0;
    if (n == at)
        snprintf(first, sizeof first, "%s %s", call, path);
    errno = error_number;
    return n == at ? 2 : 1;
}

static int fails_open(const char *call, int file)
{
    char path[PATH_MAX];
    return open_counts(file, path) ? fails(call, path) : 0;
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

ssize_t write(int file, const void *bytes, size_t n)
{
    REAL(ssize_t, write, int, const void *, size_t);
    int how = fails_open("write", file);
    if (how == 2 && half && n > 1)
        return real(file, bytes, n / 2);
    return how ? -1 : real(file, bytes, n);
}

ssize_t writev(int file, const struct iovec *parts, int n)
{
    REAL(ssize_t, writev, int, const struct iovec *, int);
    return fails_open("writev", file) ? -1 : real(file, parts, n);
}

#define PWRITE(name, offset_type) \
    ssize_t name(int file, const void *bytes, size_t n, offset_type offset) \
    { \
        REAL(ssize_t, name, int, const void *, size_t, offset_type); \
        int how = fails_open(#name, file); \
        if (how == 2 && half && n > 1) \
            return real(file, bytes, n / 2, offset); \
        return how ? -1 : real(file, bytes, n, offset); \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define ON_FILE(name, ...) \
    REAL(int, name, int __VA_ARGS__); \
    return fails_open(#name, file) ? -1 : real
int fsync(int file) { ON_FILE(fsync)(file); }
int fdatasync(int file) { ON_FILE(fdatasync)(file); }
int ftruncate(int file, off_t n) { ON_FILE(ftruncate, , off_t)(file, n); }
int ftruncate64(int file, off64_t n) { ON_FILE(ftruncate64, , off64_t)(file, n); }
int fallocate(int file, int mode, off_t at, off_t n)
{
    ON_FILE(fallocate, , int, off_t, off_t)(file, mode, at, n);
}
int fallocate64(int file, int mode, off64_t at, off64_t n)
{
    ON_FILE(fallocate64, , int, off64_t, off64_t)(file, mode, at, n);
}

ssize_t copy_file_range(int from, off64_t *a, int file, off64_t *b, size_t n, unsigned flags)
{
    REAL(ssize_t, copy_file_range, int, off64_t *, int, off64_t *, size_t, unsigned);
    return fails_open("copy_file_range", file) ? -1 : real(from, a, file, b, n, flags);
}

ssize_t sendfile(int file, int from, off_t *at, size_t n)
{
    REAL(ssize_t, sendfile, int, int, off_t *, size_t);
    return fails_open("sendfile", file) ? -1 : real(file, from, at, n);
}

ssize_t sendfile64(int file, int from, off64_t *at, size_t n)
{
    REAL(ssize_t, sendfile64, int, int, off64_t *, size_t);
    return fails_open("sendfile64", file) ? -1 : real(file, from, at, n);
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        REAL(int, name, const char *, int, ...); \
        va_list rest; \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { \
            va_start(rest, flags); \
            mode = va_arg(rest, mode_t); \
            va_end(rest); \
        } \
        if ((flags & O_CREAT) && counts(path) && access(path, F_OK) != 0 && fails("create", path)) \
            return -1; \
        return real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

int mkdir(const char *path, mode_t mode)
{
    REAL(int, mkdir, const char *, mode_t);
    if (counts(path) && access(path, F_OK) != 0 && fails("mkdir", path))
        return -1;
    return real(path, mode);
}

int rename(const char *from, const char *to)
{
    REAL(int, rename, const char *, const char *);
    return counts(to) && fails("rename", to) ? -1 : real(from, to);
}

int link(const char *from, const char *to)
{
    REAL(int, link, const char *, const char *);
    return counts(to) && fails("link", to) ? -1 : real(from, to);
}

int linkat(int a, const char *from, int b, const char *to, int flags)
{
    REAL(int, linkat, int, const char *, int, const char *, int);
    return counts(to) && fails("link", to) ? -1 : real(a, from, b, to, flags);
}

int unlink(const char *path)
{
    REAL(int, unlink, const char *);
    /* A full disk takes nothing away from removing. */
    if (error_number != ENOSPC && counts(path) && access(path, F_OK) == 0 && fails("unlink", path))
        return -1;
    return real(path);
}
