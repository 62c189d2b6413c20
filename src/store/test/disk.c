/*
 * src/store/test/disk.c: see disk.h. The shadow: ino/N holds the synced bytes of the file with
 * inode N, dir/N one line "type ino name" for each synced name of the folder with inode N. Deleted
 * files are kept by a link in grave/ so that no inode number is used twice.
 */
#include "store/test/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

struct disk_blunders disk_blunders;

static char live_root[256], shadow_root[256];
static pthread_mutex_t disk_lock = PTHREAD_MUTEX_INITIALIZER;
static int graves;
static struct disk_fault fault;

/* --- the shadow --- */

/* Bytes of one file written since its last sync. */
struct range {
        struct range *next;
        ino_t ino;
        off_t from;
        size_t n;
};
static struct range *dirty;

static void shadow_path(char ret_path[PATH_MAX], const char *what, ino_t ino)
{
        snprintf(ret_path, PATH_MAX, "%s/%s/%lu", shadow_root, what, (unsigned long)ino);
}

static void copy_bytes(int from, int to, off_t at, size_t n)
{
        char buf[65536];

        while (n) {
                ssize_t got = pread(from, buf, MIN(n, sizeof buf), at);

                if (got <= 0)
                        break; /* cut off since */
                CHECK(pwrite(to, buf, (size_t)got, at) == got);
                at += got;
                n -= (size_t)got;
        }
}

/* The ranges of ino leave the list of what is dirty. */
static struct range *take_ranges(ino_t ino)
{
        struct range *mine = NULL, **p = &dirty;

        pthread_mutex_lock(&disk_lock);
        while (*p) {
                struct range *r = *p;

                if (r->ino != ino) {
                        p = &r->next;
                        continue;
                }
                *p = r->next;
                r->next = mine;
                mine = r;
        }
        pthread_mutex_unlock(&disk_lock);
        return mine;
}

static void note_write(ino_t ino, off_t from, size_t n)
{
        struct range *r = malloc(sizeof *r);

        CHECK(r != NULL);
        pthread_mutex_lock(&disk_lock);
        *r = (struct range){ dirty, ino, from, n };
        dirty = r;
        pthread_mutex_unlock(&disk_lock);
}

/* whole: everything; else the noted ranges and the length. */
static void sync_file(int fd, const struct stat *st, bool whole)
{
        char path[PATH_MAX];
        struct range *r;
        int to;

        shadow_path(path, "ino", st->st_ino);
        to = open(path, O_WRONLY | O_CREAT, 0600);
        CHECK(to >= 0);
        if (whole)
                copy_bytes(fd, to, 0, (size_t)st->st_size);
        while (!whole && (r = take_ranges(st->st_ino))) {
                while (r) {
                        struct range *next = r->next;

                        copy_bytes(fd, to, r->from, r->n);
                        free(r);
                        r = next;
                }
        }
        CHECK(ftruncate(to, st->st_size) == 0);
        close(to);
}

static void sync_folder(const char *dir, ino_t ino)
{
        char path[PATH_MAX], fresh[PATH_MAX + 8];
        struct dirent *e;
        DIR *d = opendir(dir);
        FILE *f;

        CHECK(d != NULL);
        shadow_path(path, "dir", ino);
        snprintf(fresh, sizeof fresh, "%s.new", path);
        f = fopen(fresh, "w");
        CHECK(f != NULL);
        while ((e = readdir(d)))
                if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
                        fprintf(f, "%c %lu %s\n", e->d_type == DT_DIR ? 'd' : 'f',
                                (unsigned long)e->d_ino, e->d_name);
        fclose(f);
        closedir(d);
        CHECK(rename(fresh, path) == 0);
}

static bool tracked(const char *path)
{
        return strncmp(path, live_root, strlen(live_root)) == 0;
}

static void sync_fd(int fd, bool whole)
{
        char link[64], path[PATH_MAX];
        struct stat st;
        ssize_t n;

        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        n = readlink(link, path, sizeof path - 1);
        CHECK(n > 0 && fstat(fd, &st) == 0);
        path[n] = 0;
        if (!tracked(path))
                return;
        if (S_ISDIR(st.st_mode)) {
                sync_folder(path, st.st_ino);
                return;
        }
        fd = open(link, O_RDONLY); /* the caller's may be for writing only */
        CHECK(fd >= 0);
        sync_file(fd, &st, whole);
        close(fd);
}

static void sync_folder_of(const char *path)
{
        char dir[PATH_MAX];
        int fd;

        snprintf(dir, sizeof dir, "%s", path);
        *strrchr(dir, '/') = 0;
        fd = open(dir, O_RDONLY | O_DIRECTORY);
        CHECK(fd >= 0);
        sync_fd(fd, true);
        close(fd);
}

static void bury(const char *path)
{
        char grave[PATH_MAX];

        pthread_mutex_lock(&disk_lock);
        snprintf(grave, sizeof grave, "%s/grave/%d", shadow_root, ++graves);
        pthread_mutex_unlock(&disk_lock);
        if (tracked(path))
                (void)!link(path, grave); /* it need not exist */
}

/* --- file_ops --- */

static int forget_fsync(int fd)
{
        struct stat st;

        CHECK(fstat(fd, &st) == 0);
        if (S_ISDIR(st.st_mode) ? !disk_blunders.no_folder_sync : !disk_blunders.no_file_sync)
                sync_fd(fd, true);
        return 0;
}

static int forget_rename(const char *from, const char *to)
{
        bury(to);
        return rename(from, to);
}

static int forget_unlink(const char *path)
{
        bury(path);
        return unlink(path);
}

static struct file_ops forgetful;

/* --- SQLite --- */

struct file {
        sqlite3_file base;
        ino_t ino;
        int flags;
        bool new_name; /* its folder is synced with its first sync, as SQLite's own VFS does */
        char path[300];
        sqlite3_file *real; /* follows in memory */
};

static sqlite3_vfs shim;

static sqlite3_vfs *real_vfs(void)
{
        return shim.pAppData;
}

static sqlite3_file *real(sqlite3_file *f)
{
        return ((struct file *)f)->real;
}

void disk_set_fault(struct disk_fault f)
{
        pthread_mutex_lock(&disk_lock);
        fault = f;
        pthread_mutex_unlock(&disk_lock);
}

static int failing(const struct file *f, enum disk_call call)
{
        int code = 0;

        pthread_mutex_lock(&disk_lock);
        if ((f->flags & SQLITE_OPEN_WAL) && fault.call == call && fault.times > 0) {
                if (fault.after > 0) {
                        fault.after--;
                } else {
                        fault.times--;
                        code = fault.code;
                }
        }
        pthread_mutex_unlock(&disk_lock);
        return code;
}

static int shim_close(sqlite3_file *f)
{
        return real(f)->pMethods->xClose(real(f));
}
static int shim_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
        return real(f)->pMethods->xRead(real(f), p, n, at);
}
static int shim_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
        int rc = failing((struct file *)f, DISK_WAL_WRITE);

        if (rc)
                return rc;
        rc = real(f)->pMethods->xWrite(real(f), p, n, at);
        note_write(((struct file *)f)->ino, at, (size_t)n);
        return rc;
}
static int shim_truncate(sqlite3_file *f, sqlite3_int64 size)
{
        return real(f)->pMethods->xTruncate(real(f), size);
}
static int shim_sync(sqlite3_file *f, int flags)
{
        struct file *file = (struct file *)f;
        int rc = failing(file, DISK_WAL_SYNC);
        int fd;

        if (rc)
                return rc;
        fd = open(file->path, O_RDONLY);
        CHECK(fd >= 0);
        sync_fd(fd, false);
        close(fd);
        if (file->new_name)
                sync_folder_of(file->path);
        file->new_name = false;
        return SQLITE_OK;
}
static int shim_size(sqlite3_file *f, sqlite3_int64 *ret_size)
{
        return real(f)->pMethods->xFileSize(real(f), ret_size);
}
static int shim_lock(sqlite3_file *f, int level)
{
        return real(f)->pMethods->xLock(real(f), level);
}
static int shim_unlock(sqlite3_file *f, int level)
{
        return real(f)->pMethods->xUnlock(real(f), level);
}
static int shim_reserved(sqlite3_file *f, int *ret)
{
        return real(f)->pMethods->xCheckReservedLock(real(f), ret);
}
static int shim_control(sqlite3_file *f, int op, void *arg)
{
        char **pragma = arg;

        if (op == SQLITE_FCNTL_PRAGMA && disk_blunders.normal && pragma[2] &&
                strcmp(pragma[1], "synchronous") == 0 && strcmp(pragma[2], "full") == 0)
                return SQLITE_OK; /* swallowed */
        return real(f)->pMethods->xFileControl(real(f), op, arg);
}
static int shim_sector(sqlite3_file *f)
{
        return real(f)->pMethods->xSectorSize(real(f));
}
static int shim_traits(sqlite3_file *f)
{
        return real(f)->pMethods->xDeviceCharacteristics(real(f));
}
static int shim_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **ret)
{
        return real(f)->pMethods->xShmMap(real(f), page, size, extend, ret);
}
static int shim_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
        return real(f)->pMethods->xShmLock(real(f), at, n, flags);
}
static void shim_shm_barrier(sqlite3_file *f)
{
        real(f)->pMethods->xShmBarrier(real(f));
}
static int shim_shm_unmap(sqlite3_file *f, int delete_it)
{
        return real(f)->pMethods->xShmUnmap(real(f), delete_it);
}
static int shim_fetch(sqlite3_file *f, sqlite3_int64 at, int n, void **ret)
{
        return real(f)->pMethods->xFetch(real(f), at, n, ret);
}
static int shim_unfetch(sqlite3_file *f, sqlite3_int64 at, void *p)
{
        return real(f)->pMethods->xUnfetch(real(f), at, p);
}

static const sqlite3_io_methods shim_methods = { 3, shim_close, shim_read, shim_write,
        shim_truncate, shim_sync, shim_size, shim_lock, shim_unlock, shim_reserved, shim_control,
        shim_sector, shim_traits, shim_shm_map, shim_shm_lock, shim_shm_barrier, shim_shm_unmap,
        shim_fetch, shim_unfetch };

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
        struct file *file = (struct file *)f;
        struct stat st;
        int rc;

        memset(file, 0, sizeof *file);
        file->real = (sqlite3_file *)(file + 1);
        rc = real_vfs()->xOpen(real_vfs(), name, file->real, flags, ret_flags);
        if (rc != SQLITE_OK)
                return rc;
        file->base.pMethods = &shim_methods;
        file->flags = flags;
        if (name && stat(name, &st) == 0) {
                file->ino = st.st_ino;
                snprintf(file->path, sizeof file->path, "%s", name);
                file->new_name = flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL);
        }
        return SQLITE_OK;
}

static int shim_delete(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
        int rc;

        bury(name);
        rc = real_vfs()->xDelete(real_vfs(), name, 0);
        if (rc == SQLITE_OK && sync_dir)
                sync_folder_of(name);
        return rc;
}

static int set_normal(sqlite3 *db, char **ret_error, const void *api)
{
        return sqlite3_exec(db, "pragma synchronous=normal", NULL, NULL, NULL);
}

/* --- start and recovery --- */

static void make_dir(const char *parent, const char *name)
{
        char path[PATH_MAX];

        snprintf(path, sizeof path, "%s/%s", parent, name);
        CHECK(mkdir(path, 0700) == 0 || errno == EEXIST);
}

/* What is there now counts as synced. */
static void adopt(const char *dir)
{
        char path[PATH_MAX];
        struct dirent *e;
        struct stat st;
        DIR *d = opendir(dir);

        CHECK(d != NULL && stat(dir, &st) == 0);
        sync_folder(dir, st.st_ino);
        while ((e = readdir(d))) {
                int fd;

                if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
                        continue;
                snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
                if (e->d_type == DT_DIR) {
                        adopt(path);
                        continue;
                }
                fd = open(path, O_RDONLY);
                CHECK(fd >= 0 && fstat(fd, &st) == 0);
                sync_file(fd, &st, true);
                close(fd);
        }
        closedir(d);
}

void disk_start(const char *live, const char *shadow)
{
        char path[PATH_MAX];
        struct stat st;
        FILE *f;

        snprintf(live_root, sizeof live_root, "%s", live);
        snprintf(shadow_root, sizeof shadow_root, "%s", shadow);
        make_dir(shadow, "ino");
        make_dir(shadow, "dir");
        make_dir(shadow, "grave");
        CHECK(stat(live, &st) == 0);
        snprintf(path, sizeof path, "%s/root", shadow);
        f = fopen(path, "w");
        CHECK(f != NULL);
        fprintf(f, "%lu\n", (unsigned long)st.st_ino);
        fclose(f);
        adopt(live);

        forgetful = file_ops_system;
        forgetful.fsync = forget_fsync;
        forgetful.rename = forget_rename;
        forgetful.unlink = forget_unlink;
        file_ops = &forgetful;

        if (!shim.zName) {
                sqlite3_vfs *unix_vfs = sqlite3_vfs_find(NULL);

                shim = *unix_vfs;
                shim.zName = "forgetful";
                shim.pAppData = unix_vfs;
                shim.szOsFile += (int)sizeof(struct file);
                shim.xOpen = shim_open;
                shim.xDelete = shim_delete;
        }
        sqlite3_vfs_register(&shim, 1);
        if (disk_blunders.normal)
                sqlite3_auto_extension((void (*)(void))set_normal);
}

void disk_stop(void)
{
        sqlite3_vfs_unregister(&shim);
        file_ops = &file_ops_system;
        while (dirty) {
                struct range *r = dirty;

                dirty = r->next;
                free(r);
        }
}

static void recover_file(const char *shadow, unsigned long ino, const char *out)
{
        char path[PATH_MAX];
        struct stat st;
        int from, to = open(out, O_WRONLY | O_CREAT | O_EXCL, 0600);

        CHECK(to >= 0);
        snprintf(path, sizeof path, "%s/ino/%lu", shadow, ino);
        from = open(path, O_RDONLY);
        if (from >= 0) { /* else the name was synced and never the bytes: an empty file */
                CHECK(fstat(from, &st) == 0);
                copy_bytes(from, to, 0, (size_t)st.st_size);
                close(from);
        }
        close(to);
}

static void recover_folder(const char *shadow, unsigned long ino, const char *out)
{
        char path[PATH_MAX], name[NAME_MAX + 1], type;
        unsigned long child;
        FILE *f;

        CHECK(mkdir(out, 0700) == 0);
        snprintf(path, sizeof path, "%s/dir/%lu", shadow, ino);
        f = fopen(path, "r");
        if (!f)
                return; /* never synced: empty */
        while (fscanf(f, "%c %lu %255s\n", &type, &child, name) == 3) {
                snprintf(path, sizeof path, "%s/%s", out, name);
                if (type == 'd')
                        recover_folder(shadow, child, path);
                else
                        recover_file(shadow, child, path);
        }
        fclose(f);
}

void disk_recover(const char *shadow, const char *out)
{
        char path[PATH_MAX];
        unsigned long ino;
        FILE *f;

        snprintf(path, sizeof path, "%s/root", shadow);
        f = fopen(path, "r");
        CHECK(f != NULL && fscanf(f, "%lu", &ino) == 1);
        fclose(f);
        recover_folder(shadow, ino, out);
}
