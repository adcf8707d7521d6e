// Loaded before a program (LD_PRELOAD), it moves the program's clocks by what a file says: eight bytes of
// nanoseconds for the wall's clock, eight for the one that counts through sleep. Timers stay as they are.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *moved;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("MOVED_CLOCKS");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *map = mmap(NULL, 16, PROT_READ, MAP_SHARED, file, 0);
    if (map != MAP_FAILED) moved = map;
    close(file);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    static int (*original)(clockid_t, struct timespec *);
    if (!original) original = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = original(clock, time);
    if (result != 0 || !moved) return result;
    int64_t by = 0;
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) by = moved[0];
    if (clock == CLOCK_BOOTTIME) by = moved[1];
    int64_t nanoseconds = time->tv_nsec + by % 1000000000;
    time->tv_sec += by / 1000000000;
    if (nanoseconds < 0) { nanoseconds += 1000000000; time->tv_sec -= 1; }
    if (nanoseconds >= 1000000000) { nanoseconds -= 1000000000; time->tv_sec += 1; }
    time->tv_nsec = nanoseconds;
    return 0;
}
