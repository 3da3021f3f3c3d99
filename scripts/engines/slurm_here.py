"""A Slurm of one node on this machine, for tests: munged, slurmctld and slurmd of Debian's slurm-wlm, in a folder of their own. Needs root."""

import os
import pathlib
import socket
import subprocess
import time

CONF = """
ClusterName=here
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={home}/munge/socket
CredType=cred/munge
StateSaveLocation={home}/state
SlurmdSpoolDir={home}/spool
SlurmctldPidFile={home}/slurmctld.pid
SlurmdPidFile={home}/slurmd.pid
SlurmctldLogFile={home}/slurmctld.log
SlurmdLogFile={home}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SchedulerParameters=sched_min_interval=100000
ReturnToService=2
MpiDefault=none
SwitchType=switch/none
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory=5000 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def free_port():
    """Returns a port that nobody uses now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Slurm:
    """Slurm while the context lasts; `environment` is that of its commands."""

    def __init__(self, home, cpus=2):
        self.home, self.cpus, self.running = pathlib.Path(home), cpus, []

    def __enter__(self):
        for name in ("state", "spool", "munge"):
            (self.home / name).mkdir()
        # munged looks at the folders above its key: nobody else may write there.
        (self.home / "munge").chmod(0o700)
        key = self.home / "munge/key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        host = socket.gethostname().split(".")[0]
        conf = self.home / "slurm.conf"
        conf.write_text(CONF.format(home=self.home, host=host, cpus=self.cpus, ports=(free_port(), free_port())))
        self.environment = {**os.environ, "SLURM_CONF": str(conf)}
        munge = [f"--{name}={self.home}/munge/{file}" for name, file in (
            ("key-file", "key"), ("socket", "socket"), ("pid-file", "pid"), ("log-file", "log"), ("seed-file", "seed"))]
        try:
            self.start("munged", "--foreground", "--force", *munge)
            self.wait(lambda: (self.home / "munge/socket").exists(), "munged")
            self.start("slurmctld", "-D", "-f", str(conf))
            self.start("slurmd", "-D", "-f", str(conf))
            self.wait(lambda: "idle" in self.said("sinfo", "--noheader", "--format=%T"), "a node that is idle")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.running):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, *command):
        with open(self.home / f"{command[0]}.out", "wb") as log:
            options = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            self.running.append(subprocess.Popen(command, env=self.environment, **options))

    def said(self, *command):
        """Runs a command; its output, and nothing where it fails."""
        ran = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        return ran.stdout if ran.returncode == 0 else ""

    def wait(self, is_so, what, seconds=60):
        deadline = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > deadline or any(process.poll() is not None for process in self.running):
                logs = [f"{file.name}:\n{file.read_text(errors='replace')[-2000:]}" for file in self.home.glob("*.out")]
                raise AssertionError(f"there is not {what}\n" + "\n".join(logs))
            time.sleep(0.2)
