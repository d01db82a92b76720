"""Runs one command and says what it cost.

What it is for
    The system keeps the peak memory of a process from before it became another
    program. Started from here, a command inherits the few megabytes of a bare
    interpreter and not those of the script that compares; a smaller peak cannot
    be told, and shows as that of this file.

    python3 -I -S launch.py OUTPUT COMMAND...

    The command's standard output goes to OUTPUT. Printed are CPU seconds (user and
    system, of the process and of every process it waited for), wall seconds, peak
    resident bytes of the largest process, and the exit code.
"""
import os
import sys
import time

TO_BYTES = 1 if sys.platform == "darwin" else 1024

output, command = sys.argv[1], sys.argv[2:]
to_output = (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
start = time.monotonic()
process = os.posix_spawnp(command[0], command, os.environ, file_actions=[to_output])
_, status, usage = os.wait4(process, 0)
wall = time.monotonic() - start
print(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * TO_BYTES, os.waitstatus_to_exitcode(status))
