/* How an answer is looked at: what must have been written, what must not, and what is said when it is not so. */
#ifndef CHECKS_H
#define CHECKS_H

#include "fixture.h"

enum { PLACES = 4, UNWRITTEN = 0xA5, MOST_TOLD = 200 };

/* Where results go: room that is known byte for byte before the call. */
union place {
    uint64_t aligned;
    void *pointer;
    unsigned char bytes[512];
};

/* What a call gave: a status, a value of which `none` says that it is NULL or 0, or nothing. */
enum answers { A_STATUS, A_VALUE, NOTHING };

struct answer {
    oneid_status status;
    bool none;
};

struct result {
    const char *name;
    size_t size;
    void (*give_back)(void *handle); /* NULL: the result is no handle. */
};

struct function {
    const char *name;
    enum answers answers;
    void (*good)(void);
    struct answer (*call)(void);
    struct result results[PLACES];
};

static union place places[PLACES];
static oneid_error *an_error;
static oneid_error **error_place = &an_error;

static struct {
    const struct function *function;
    const char *parameter, *value;
    unsigned long calls, failures;
} now;

void told(const char *what)
{
    now.failures++;
    if (now.failures <= MOST_TOLD)
        printf("%s, `%s` is %s: %s\n", now.function->name, now.parameter, now.value, what);
}

void told_status(oneid_status got, oneid_status expected)
{
    char text[128];
    const char *name = oneid_status_name(got), *other = oneid_status_name(expected);
    snprintf(text, sizeof text, "gives `%s` instead of `%s`", name ? name : "?", other ? other : "?");
    told(text);
}

void check(bool holds, const char *else_what)
{
    if (!holds)
        told(else_what);
}

bool is_unwritten(const unsigned char *bytes, size_t size)
{
    size_t index;
    for (index = 0; index < size; index++)
        if (bytes[index] != UNWRITTEN)
            return false;
    return true;
}

struct answer call(const struct function *function, const char *parameter, const char *value)
{
    now.function = function;
    now.parameter = parameter;
    now.value = value;
    now.calls++;
    memset(places, UNWRITTEN, sizeof places);
    an_error = NULL;
    called_back = 0;
    return function->call();
}

void check_error(oneid_status status)
{
    const char *message = oneid_error_message(an_error);
    if (status == ONEID_OK || status == ONEID_END || !error_place) {
        check(!an_error, "an error is given without a failure");
        return;
    }
    check(an_error != NULL, "no error is given");
    check(oneid_error_status(an_error) == status, "the error has another status than the call");
    check(message && *message, "the error has no message");
    check(oneid_error_problem_count(an_error) > 0, "the error has no problem");
}

/* Frees what was given, wanted or not. */
void give_back(const struct function *function)
{
    size_t index;
    for (index = 0; index < PLACES && function->results[index].name; index++) {
        void *handle;
        memcpy(&handle, places[index].bytes, sizeof handle);
        if (function->results[index].give_back && !is_unwritten(places[index].bytes, sizeof handle))
            function->results[index].give_back(handle);
    }
    oneid_error_free(an_error);
    an_error = NULL;
}

void check_nothing_written(void)
{
    size_t index;
    for (index = 0; index < PLACES; index++)
        check(is_unwritten(places[index].bytes, sizeof places[index].bytes), "a result is written all the same");
    check(called_back == 0, "the callback is called all the same");
}

/* `left_out` is the result that the caller does not want. */
void check_written(const struct function *function, const char *left_out)
{
    size_t index;
    for (index = 0; index < PLACES; index++) {
        const struct result *result = &function->results[index];
        const unsigned char *bytes = places[index].bytes;
        size_t size = result->name && strcmp(result->name, left_out) != 0 ? result->size : 0;
        check(size == 0 || !is_unwritten(bytes, size), "a result is not written");
        check(is_unwritten(bytes + size, sizeof places[index].bytes - size), "more is written than the result");
    }
}

/* The call that has been made ready must not be done. */
void fails(const struct function *function, const char *parameter, const char *value, oneid_status expected)
{
    struct answer answer = call(function, parameter, value);
    if (function->answers == A_STATUS && answer.status != expected)
        told_status(answer.status, expected);
    check(function->answers != A_VALUE || answer.none, "gives a value");
    check_nothing_written();
    if (function->answers == A_STATUS)
        check_error(answer.status);
    give_back(function);
}

/* The same, and again by a caller that asks for no error. */
void refuses(const struct function *function, const char *parameter, const char *value, oneid_status expected)
{
    fails(function, parameter, value, expected);
    if (function->answers != A_STATUS)
        return;
    error_place = NULL;
    fails(function, parameter, value, expected);
    error_place = &an_error;
}

/* The call that has been made ready must be done; `parameter` is what differs from a usual one. */
void works(const struct function *function, const char *parameter, const char *value)
{
    struct answer answer = call(function, parameter, value);
    if (function->answers == A_STATUS && answer.status != ONEID_OK)
        told_status(answer.status, ONEID_OK);
    check(function->answers != A_VALUE || !answer.none, "gives no value");
    check_written(function, strcmp(value, "NULL") == 0 ? parameter : "");
    check_error(answer.status);
    give_back(function);
}

/* The last line of a program, and its exit status. */
int summary(size_t functions, const char *what)
{
    printf("%zu functions, %lu calls: %s%s\n", functions, now.calls, what, now.failures ? ": NO" : "");
    if (now.failures)
        printf("%lu failures\n", now.failures);
    return now.failures ? 1 : 0;
}

#endif
