/*
 * A stand-in for wsap24.so, the Apache module of 1C:Enterprise, which is licensed and cannot be shipped.
 *
 * It has the real one's module name, handler and directive, so that the emitted configuration loads it without a
 * change. It knows nothing of 1C: it answers every request with a plain text that says what has arrived.
 *
 *   ?standin-sleep=N    answers after N seconds
 *   ?standin-status=N   answers with that status
 */
#include "httpd.h" /* first: the other headers of Apache stand on it */

#include <stdlib.h>
#include <string.h>

#include "apr_time.h"
#include "http_config.h"
#include "http_protocol.h"

typedef struct {
    const char *descriptor;
} standin_config;

module AP_MODULE_DECLARE_DATA _1cws_module;

static void *create_config(apr_pool_t *pool, char *dir)
{
    (void)dir;
    return apr_pcalloc(pool, sizeof(standin_config));
}

static const char *set_descriptor(cmd_parms *cmd, void *data, const char *path)
{
    (void)cmd;
    ((standin_config *)data)->descriptor = path;
    return NULL;
}

static int print_header(void *data, const char *name, const char *value)
{
    ap_rprintf((request_rec *)data, "header %s: %s\n", name, value);
    return 1;
}

/* The number that follows `name=` in the query, or 0. */
static int from_query(request_rec *r, const char *name)
{
    const char *found = r->args ? strstr(r->args, name) : NULL;
    return found ? atoi(found + strlen(name)) : 0;
}

static int answer(request_rec *r)
{
    standin_config *config;
    char buffer[65536];
    apr_off_t length = 0;
    int status;
    long got;

    if (!r->handler || strcmp(r->handler, "1c-application") != 0) {
        return DECLINED;
    }
    config = ap_get_module_config(r->per_dir_config, &_1cws_module);
    if (!config->descriptor) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }

    status = ap_setup_client_block(r, REQUEST_CHUNKED_DECHUNK);
    if (status != OK) {
        return status;
    }
    if (ap_should_client_block(r)) {
        while ((got = ap_get_client_block(r, buffer, sizeof buffer)) > 0) {
            length += got;
        }
        if (got < 0) {
            return HTTP_BAD_REQUEST;
        }
    }

    apr_sleep(apr_time_from_sec(from_query(r, "standin-sleep=")));
    status = from_query(r, "standin-status=");
    if (status) {
        r->status = status;
    }

    ap_set_content_type(r, "text/plain; charset=utf-8");
    ap_rprintf(r, "standin for 1C\n");
    ap_rprintf(r, "method %s\n", r->method);
    ap_rprintf(r, "uri %s\n", r->unparsed_uri);
    ap_rprintf(r, "descriptor %s\n", config->descriptor);
    ap_rprintf(r, "client %s\n", r->useragent_ip);
    ap_rprintf(r, "body %" APR_OFF_T_FMT "\n", length);
    apr_table_do(print_header, r, r->headers_in, NULL);
    return OK;
}

static const command_rec commands[] = {
    AP_INIT_TAKE1("ManagedApplicationDescriptor", set_descriptor, NULL, ACCESS_CONF,
                  "path of the publication's default.vrd"),
    {NULL}
};

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_handler(answer, NULL, NULL, APR_HOOK_MIDDLE);
}

AP_DECLARE_MODULE(_1cws) = {
    STANDARD20_MODULE_STUFF, create_config, NULL, NULL, NULL, commands, register_hooks,
#if defined(AP_MODULE_FLAG_NONE)
    AP_MODULE_FLAG_NONE
#endif
};
