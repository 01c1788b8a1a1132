/* Runs a program and writes what it took: processor time in milliseconds, most memory in KiB. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **words)
{
    if (count < 3)
        return 126;
    pid_t child = fork();
    if (child == 0) {
        /* One that never ends is stopped. */
        struct rlimit seconds = {60, 60};
        setrlimit(RLIMIT_CPU, &seconds);
        execv(words[2], words + 2);
        _exit(127);
    }
    int status = 0;
    struct rusage took;
    if (child < 0 || wait4(child, &status, 0, &took) != child)
        return 126;
    FILE *out = fopen(words[1], "w");
    if (!out)
        return 126;
    long milliseconds = (took.ru_utime.tv_sec + took.ru_stime.tv_sec) * 1000
        + (took.ru_utime.tv_usec + took.ru_stime.tv_usec) / 1000;
    fprintf(out, "%ld %ld\n", milliseconds, took.ru_maxrss);
    fclose(out);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
