# SPDX-License-Identifier: GPL-2.0-only
"""What is booted: QEMU, Debian's stock kernel, and the probe built for that very kernel.

Nothing is installed. The packages are downloaded and unpacked beside the build, in
build/referee/VERSION/; what has been made there once is used again.
"""
import fcntl
import glob
import lzma
import os
import re
import shutil
import stat
import subprocess

from .problems import NotHere

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
PROBE = os.path.join(HERE, 'probe')
DISK_DRIVER = 'lib/modules/*/kernel/drivers/block/virtio_blk.ko*'
IMAGE = re.compile(r'linux-image-(6\.12\.(\d+)\+deb12-amd64)(-unsigned)?$')


def find_qemu():
    qemu = shutil.which('qemu-system-x86_64')
    if not qemu:
        raise NotHere('no qemu-system-x86_64; on Debian: '
                      'apt-get install --no-install-recommends qemu-system-x86')
    return qemu


def run(command, what, **options):
    """Run a command; its output is shown only when it fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors='replace', check=False, **options)
    except OSError as problem:
        raise NotHere('%s: %s' % (what, problem)) from problem
    if done.returncode:
        raise NotHere('%s: %s failed:\n%s' % (what, command[0], done.stdout[-2000:]))
    return done.stdout


def packaged_versions():
    """Kernel versions that apt offers, newest first, with the image package of each."""
    names = run(['apt-cache', 'pkgnames', 'linux-image-6.12.'], 'looking for a kernel').split()
    found = {}
    for name in names:
        match = IMAGE.match(name)
        if match and not (match.group(3) and match.group(1) in found):
            found[match.group(1)] = (int(match.group(2)), name)
    return [(version, found[version][1])
            for version in sorted(found, key=lambda v: found[v][0], reverse=True)]


def unpacked_versions(store):
    """Versions that need no download any more."""
    if not os.path.isdir(store):
        return []
    ready = [v for v in os.listdir(store) if os.path.exists(os.path.join(store, v, 'unpacked'))
             and glob.glob(os.path.join(store, v, DISK_DRIVER))]
    return sorted(ready, key=lambda v: [int(n) for n in re.findall(r'\d+', v)], reverse=True)


def download(package, where):
    run(['apt-get', 'download', package], 'downloading ' + package, cwd=where)
    for name in os.listdir(where):
        if name.startswith(package + '_') and name.endswith('.deb'):
            return os.path.join(where, name)
    raise NotHere('apt-get download %s left no file' % package)


def unpack(version, image, folder):
    """Kernel, headers and build tools, as apt delivers them, into @folder."""
    short = version[:-len('-amd64')]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    # Only /boot of the image and the driver of disks: the other modules are 100 MB.
    package = download(image, folder)
    run(['sh', '-c', 'dpkg-deb --fsys-tarfile "$1" | tar x --wildcards ./boot "./$2"', 'sh',
         package, DISK_DRIVER], 'unpacking ' + image, cwd=folder)
    os.remove(package)
    for name in ('linux-headers-' + version, 'linux-headers-%s-common' % short,
                 'linux-kbuild-' + short):
        package = download(name, folder)
        run(['dpkg-deb', '-x', package, '.'], 'unpacking ' + name, cwd=folder)
        os.remove(package)
    headers = os.path.join(folder, 'usr/src/linux-headers-' + version)
    makefile = os.path.join(headers, 'Makefile')
    with open(makefile, encoding='utf-8') as source:
        text = source.read()
    with open(makefile, 'w', encoding='utf-8') as out:    # it names the place of installation
        out.write(text.replace(' /usr/src/', ' %s/usr/src/' % folder))
    vmlinux = os.path.join(headers, 'vmlinux')
    if os.path.exists(vmlinux):     # only for type information, which needs one more tool
        os.remove(vmlinux)
    with open(os.path.join(folder, 'unpacked'), 'w', encoding='utf-8') as mark:
        mark.write(version + '\n')


# ---- the probe

def newest(folder):
    times = [os.path.getmtime(os.path.join(base, name))
             for base, _, names in os.walk(folder) for name in names]
    return max(times)


def build_module(version, folder):
    """The kernel module, built outside of the source tree."""
    work = os.path.join(folder, 'module')
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(os.path.join(PROBE, 'module'), work)
    run(['make', '-s', '-C', os.path.join(folder, 'usr/src/linux-headers-' + version),
         'M=' + work, 'CC=gcc-12' if shutil.which('gcc-12') else 'CC=gcc', 'modules'],
        'building the probe module')
    return os.path.join(work, 'nw_probe.ko')


def build_init(folder):
    """PID 1, a static program."""
    source = os.path.join(PROBE, 'user')
    out = os.path.join(folder, 'init')
    run(['gcc', '-std=gnu11', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra', '-static', '-o', out]
        + sorted(os.path.join(source, n) for n in os.listdir(source) if n.endswith('.c')),
        'building the probe')
    return out


class Cpio:
    """An initramfs: the "newc" format, as far as it is needed here."""

    def __init__(self):
        self.data = bytearray()
        self.inode = 0

    def add(self, name, mode, content=b'', device=(0, 0)):
        self.inode += 1
        fields = (self.inode, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(name) + 1, 0)
        self.data += b'070701' + b''.join(b'%08X' % f for f in fields)
        self.data += name.encode() + b'\0'
        self.pad()
        self.data += content
        self.pad()

    def pad(self):
        self.data += b'\0' * (-len(self.data) % 4)

    def end(self):
        self.add('TRAILER!!!', 0)
        return bytes(self.data)


def disk_driver(folder):
    """The driver's code: the package has it packed."""
    path, = glob.glob(os.path.join(folder, DISK_DRIVER))
    with open(path, 'rb') as packed:
        data = packed.read()
    return lzma.decompress(data) if path.endswith('.xz') else data


def build_initramfs(init, module, driver, out):
    archive = Cpio()
    archive.add('dev', stat.S_IFDIR | 0o755)
    archive.add('dev/console', stat.S_IFCHR | 0o600, device=(5, 1))
    for name, path, mode in (('init', init, 0o755), ('nw_probe.ko', module, 0o644)):
        with open(path, 'rb') as content:
            archive.add(name, stat.S_IFREG | mode, content.read())
    archive.add('virtio_blk.ko', stat.S_IFREG | 0o644, driver)
    with open(out + '.new', 'wb') as target:
        target.write(archive.end())
    os.rename(out + '.new', out)


class Kernel:
    """A kernel that can be booted."""

    def __init__(self, version, image, initrd):
        self.version = version
        self.image = image
        self.initrd = initrd


def prepare(store, wanted=None, say=print):
    """Return: a Kernel, downloaded and built as far as that has not happened yet."""
    os.makedirs(store, exist_ok=True)
    with open(os.path.join(store, 'lock'), 'w', encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)    # another referee may be at it
        return prepare_locked(store, wanted, say)


def prepare_locked(store, wanted, say):
    choice = [(v, None) for v in unpacked_versions(store)] if not wanted else []
    if wanted:
        choice = [(v, None) for v in unpacked_versions(store) if wanted in (v, v.split('+')[0])]
    choice = choice or [(v, image) for v, image in packaged_versions()
                        if not wanted or wanted in (v, v.split('+')[0])]
    if not choice:
        raise NotHere('apt offers no linux-image-%s*-amd64; is bookworm-backports or '
                      'a mirror with that kernel in sources.list?' % (wanted or '6.12'))
    version, image = choice[0]
    folder = os.path.join(store, version)
    if image:
        say('fetching Linux %s and its headers into %s' % (version, os.path.relpath(folder)))
        unpack(version, image, folder)
    initrd = os.path.join(folder, 'initrd')
    if not os.path.exists(initrd) or os.path.getmtime(initrd) < newest(PROBE):
        say('building the probe for Linux ' + version)
        build_initramfs(build_init(folder), build_module(version, folder), disk_driver(folder),
                        initrd)
    return Kernel(version, os.path.join(folder, 'boot/vmlinuz-' + version), initrd)
