# SPDX-License-Identifier: GPL-2.0-only
"""A running guest that answers questions, one line each way, over its second serial port."""
import json
import os
import socket
import subprocess
import tempfile
import time
import urllib.parse

from .problems import GuestFailed

BOOT_SECONDS = 180
ANSWER_SECONDS = 120
CMDLINE = ('console=ttyS0 nokaslr init_on_alloc=0 numa_balancing=disable log_buf_len=1M '
           'loglevel=4 mitigations=off swiotlb=512 tsc=unstable panic=-1 oops=panic')
PLAIN = ['-accel', 'tcg', '-nodefaults', '-nic', 'none', '-display', 'none', '-no-reboot',
         '-cpu', 'max']


def encode_value(value):
    """One field of a question as one word."""
    if value is None:
        return 'null'
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, list):
        value = '|'.join(str(v) for v in value)
    return urllib.parse.quote(str(value), safe='/.,|:+-_ '.replace(' ', ''))


def encode(question):
    fields = [question['op']]
    for key, value in question.items():
        if key not in ('op', 'id', 'sec', 'setup') and not isinstance(value, dict):
            fields.append('%s=%s' % (key, encode_value(value)))
    return ' '.join(fields) + '\n'


class Line:
    """A socket read line by line, with a time limit."""

    def __init__(self, path, alive):
        self.buffer = bytearray()
        self.socket = socket.socket(socket.AF_UNIX)
        end = time.monotonic() + 20
        while True:
            try:
                self.socket.connect(path)
                return
            except OSError:
                if time.monotonic() > end or not alive():
                    raise GuestFailed('QEMU did not start') from None
                time.sleep(0.05)

    def send(self, text):
        self.socket.sendall(text.encode())

    def receive(self, seconds):
        end = time.monotonic() + seconds
        while b'\n' not in self.buffer:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                data = self.socket.recv(1 << 16)
            except socket.timeout:
                raise GuestFailed('no answer within %d s' % seconds) from None
            except OSError as problem:
                raise GuestFailed('the guest is gone: %s' % problem) from problem
            if not data:
                raise GuestFailed('the guest ended')
            self.buffer += data
        line, _, rest = bytes(self.buffer).partition(b'\n')
        self.buffer = bytearray(rest)
        return line.decode(errors='replace')


class Guest:
    """Use as a context: the guest is powered off at its end."""

    def __init__(self, qemu, kernel, spec):
        self.box = tempfile.TemporaryDirectory(prefix='referee-')
        self.console = os.path.join(self.box.name, 'console')
        self.cmdline = ' '.join([CMDLINE] + spec['append'])
        self.command = [qemu] + PLAIN + spec['qemu'] + [
            '-kernel', kernel.image, '-initrd', kernel.initrd, '-append', self.cmdline,
            '-serial', 'file:' + self.console,
            '-chardev', 'socket,id=s1,path=%s,server=on,wait=off' % self.path('port'),
            '-serial', 'chardev:s1', '-qmp', 'unix:%s,server=on,wait=off' % self.path('qmp')]
        self.qemu_says = open(self.path('qemu'), 'w+', encoding='utf-8', errors='replace')
        started = time.monotonic()
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL,
                                        stdout=self.qemu_says, stderr=subprocess.STDOUT)
        try:
            self.line = Line(self.path('port'), self.alive)
            self.wait_until_ready()
        except GuestFailed as problem:
            self.stop()
            raise GuestFailed('%s\n%s' % (problem, self.last_words())) from None
        self.monitor = None
        self.boot_seconds = time.monotonic() - started

    def path(self, name):
        return os.path.join(self.box.name, name)

    def shown_command(self):
        """How it was started, without the places of this computer."""
        return [os.path.basename(word) if word.startswith('/')
                else word.replace(self.box.name + '/', '') for word in self.command]

    def alive(self):
        return self.process.poll() is None

    def wait_until_ready(self):
        end = time.monotonic() + BOOT_SECONDS
        while self.line.receive(max(1, end - time.monotonic())) != '{"ready":true}':
            pass

    def last_words(self):
        self.qemu_says.seek(0)
        text = self.qemu_says.read()[-1500:]
        if os.path.exists(self.console):
            with open(self.console, encoding='utf-8', errors='replace') as console:
                text += console.read()[-2500:]
        return text

    def ask(self, question):
        """The answer as an object; {"error": ...} when the probe could not do it."""
        self.line.send(encode(question))
        text = self.line.receive(ANSWER_SECONDS)
        try:
            return json.loads(text)
        except ValueError:
            raise GuestFailed('not an answer to %s: %.300s\n%s'
                              % (question, text, self.last_words())) from None

    def qmp(self, command, **arguments):
        """One command to QEMU's monitor."""
        if not self.monitor:
            self.monitor = Line(self.path('qmp'), self.alive)
            self.monitor.receive(10)
            self.qmp('qmp_capabilities')
        self.monitor.send(json.dumps({'execute': command, 'arguments': arguments}) + '\n')
        while True:
            answer = json.loads(self.monitor.receive(60))
            if 'return' in answer or 'error' in answer:
                return answer

    def stop(self):
        if self.alive():
            try:
                self.line.send('power.off\n')
                self.process.wait(10)
            except (AttributeError, OSError, subprocess.TimeoutExpired):
                self.process.kill()
                self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self.qemu_says.close()
        self.box.cleanup()
