/* A PKCS#11 library as a vendor might have it: that of SHIM_REAL with faults, for the tests of tokens.
 *
 * SHIM_SESSIONS    sessions that may be open at once
 * SHIM_SLOW        milliseconds that each signature takes
 * SHIM_FAIL        each so-manieth signature fails
 * SHIM_LOG         a file: a line for each log-in, and one whenever more signatures are under way than ever before
 *
 * Of the list of functions (PKCS#11 2.40, CK_FUNCTION_LIST) only the places matter: C_OpenSession is the 13th, and so on.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long word;
enum { OPEN_SESSION = 12, CLOSE_SESSION = 13, LOGIN = 18, SIGN = 43, FUNCTIONS = 68 };
enum { DEVICE_ERROR = 0x30, SESSION_COUNT = 0xb1 };
typedef struct {
    unsigned char version[8];
    void *functions[FUNCTIONS];
} list;
typedef word (*open_session)(word, word, void *, void *, word *);
typedef word (*close_session)(word);
typedef word (*login)(word, word, unsigned char *, word);
typedef word (*sign)(word, unsigned char *, word, unsigned char *, word *);

static list *real, ours;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int sessions, signatures, under_way, peak;

static int setting(const char *name, int otherwise) {
    const char *text = getenv(name);
    return text ? atoi(text) : otherwise;
}

static void note(const char *what, int number) {
    const char *path = getenv("SHIM_LOG");
    FILE *file = path ? fopen(path, "a") : NULL;
    if (file) {
        fprintf(file, "%s %d\n", what, number);
        fclose(file);
    }
}

static word open_one(word slot, word flags, void *application, void *notify, word *session) {
    pthread_mutex_lock(&lock);
    int is_full = sessions >= setting("SHIM_SESSIONS", 1000);
    word result = is_full ? SESSION_COUNT : ((open_session)real->functions[OPEN_SESSION])(slot, flags, application, notify, session);
    if (result == 0) sessions++;
    pthread_mutex_unlock(&lock);
    return result;
}

static word close_one(word session) {
    pthread_mutex_lock(&lock);
    sessions--;
    pthread_mutex_unlock(&lock);
    return ((close_session)real->functions[CLOSE_SESSION])(session);
}

static word log_in(word session, word user, unsigned char *pin, word length) {
    word result = ((login)real->functions[LOGIN])(session, user, pin, length);
    note("log-in", (int)result);
    return result;
}

static word sign_one(word session, unsigned char *data, word length, unsigned char *signature, word *room) {
    if (!signature) return ((sign)real->functions[SIGN])(session, data, length, signature, room);
    pthread_mutex_lock(&lock);
    int every = setting("SHIM_FAIL", 0), fails = every && ++signatures % every == 0;
    if (++under_way > peak) note("at once", peak = under_way);
    pthread_mutex_unlock(&lock);
    usleep(1000 * setting("SHIM_SLOW", 0));
    word result = ((sign)real->functions[SIGN])(session, data, length, signature, room);
    pthread_mutex_lock(&lock);
    under_way--;
    pthread_mutex_unlock(&lock);
    return fails ? DEVICE_ERROR : result;
}

word C_GetFunctionList(list **found) {
    if (!real) {
        void *library = dlopen(getenv("SHIM_REAL"), RTLD_NOW);
        word (*get)(list **) = library ? (word (*)(list **))dlsym(library, "C_GetFunctionList") : NULL;
        if (!get || get(&real) != 0) return DEVICE_ERROR;
        memcpy(&ours, real, sizeof ours);
        ours.functions[OPEN_SESSION] = (void *)open_one;
        ours.functions[CLOSE_SESSION] = (void *)close_one;
        ours.functions[LOGIN] = (void *)log_in;
        ours.functions[SIGN] = (void *)sign_one;
    }
    *found = &ours;
    return 0;
}
