"""Measures a command as what it is: a tree of processes.

CPU time of the whole tree comes from wait4; that of each process but the root from
/proc/PID/task/*/schedstat, in nanoseconds; memory is the sum over the tree of PSS, in which a page
that several processes share is counted once (/proc/PID/smaps_rollup).
"""

import dataclasses
import os
import pathlib
import subprocess
import threading
import time

INTERVAL = 0.010


def descendants(root):
    """The process and all below it that are there now."""
    found = [root]
    for pid in found:
        for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(child) for child in read(children).split()]
    return found


def read(path):
    """The file's text; "" when the process has gone."""
    try:
        with open(path) as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return ""


def cpu_seconds(pid):
    """CPU time of all threads that the process has now; 0 for one that has gone."""
    texts = (read(path) for path in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(int(text.split()[0]) for text in texts if text) / 1e9


def cpu_seconds_of_tree(root):
    return sum(cpu_seconds(pid) for pid in descendants(root))


def memory_bytes(pid):
    for line in read(f"/proc/{pid}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def threads(pid):
    for line in read(f"/proc/{pid}/status").splitlines():
        if line.startswith("Threads:"):
            return int(line.split()[1])
    return 0


class Watch(threading.Thread):
    """Looks at the tree below `root` every 10 ms until stopped."""

    def __init__(self, root, memory):
        super().__init__(daemon=True)
        self.root, self.memory = root, memory
        self.children_cpu, self.peak_bytes, self.peak_threads = {}, 0, 0
        self.over = threading.Event()

    def run(self):
        while not self.over.wait(INTERVAL):
            tree = descendants(self.root)
            if self.memory:
                self.peak_bytes = max(self.peak_bytes, sum(map(memory_bytes, tree)))
                self.peak_threads = max(self.peak_threads, threads(self.root))
            else:
                for pid in tree[1:]:
                    self.children_cpu[pid] = cpu_seconds(pid) or self.children_cpu.get(pid, 0)


@dataclasses.dataclass
class Run:
    """One command, from its start to its end."""

    seconds: float
    cpu: float
    children_cpu: float
    peak_bytes: int
    peak_threads: int
    output: str

    @property
    def root_cpu(self):
        """What the root spent; what its children spent after they were last seen counts as its."""
        return self.cpu - self.children_cpu


class CommandFailed(Exception):
    """The command could not be run, or said that it failed."""


def run(command, memory=False):
    """Runs the command to its end. Its memory is only looked at when asked for: looking costs it
    time."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        start = time.monotonic()
        watch = Watch(child.pid, memory)
        watch.start()
        error = []
        drain = threading.Thread(target=lambda: error.append(child.stderr.read()))
        drain.start()
        output = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
        watch.over.set()
        watch.join()
        drain.join()
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise CommandFailed(f"{command[0]} ended with {child.returncode}: {''.join(error).strip()}")
    return Run(
        seconds, usage.ru_utime + usage.ru_stime, sum(watch.children_cpu.values()),
        watch.peak_bytes, watch.peak_threads, output,
    )
