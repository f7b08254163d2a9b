/* A real SMTP server on loopback, in a thread: speaks RFC 5321 as far as a sender needs it, keeps what it gets, and can be
 * told to refuse. One connection at a time. */
#ifndef TESTS_MAIL_SERVER_H
#define TESTS_MAIL_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SERVER_MESSAGES = 64, SERVER_MESSAGE_MOST = 16384 };

struct smtp_server {
    int listener, port;
    pthread_t thread;
    pthread_mutex_t lock;
    _Atomic bool stop;
    _Atomic int refuse_code; /* answer to RCPT; 0 = takes it */
    _Atomic bool wants_auth;
    char messages[SERVER_MESSAGES][SERVER_MESSAGE_MOST];
    char recipients[SERVER_MESSAGES][256];
    char auth[256];
    size_t count;
};

static inline void server_say(FILE *out, const char *line)
{
    (void)fprintf(out, "%s\r\n", line);
    (void)fflush(out);
}

static inline void server_take_message(struct smtp_server *server, FILE *in, const char *recipient)
{
    char line[2048];
    pthread_mutex_lock(&server->lock);
    char *to = server->messages[server->count];
    size_t length = 0;
    while (fgets(line, sizeof line, in) != NULL && strcmp(line, ".\r\n") != 0) {
        size_t more = strlen(line);
        if (length + more < SERVER_MESSAGE_MOST) {
            memcpy(to + length, line, more);
            length += more;
        }
    }
    to[length] = '\0';
    (void)snprintf(server->recipients[server->count], sizeof server->recipients[0], "%s", recipient);
    server->count += server->count + 1 < SERVER_MESSAGES ? 1 : 0;
    pthread_mutex_unlock(&server->lock);
}

static inline void server_talk(struct smtp_server *server, FILE *in, FILE *out)
{
    char line[2048];
    char recipient[256] = "";
    bool known = false;
    server_say(out, "220 test ESMTP");
    while (fgets(line, sizeof line, in) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        if (strncmp(line, "EHLO", 4) == 0) {
            server_say(out, server->wants_auth ? "250-test\r\n250 AUTH PLAIN" : "250 test");
        } else if (strncmp(line, "AUTH PLAIN", 10) == 0) {
            if (line[10] == '\0') {
                server_say(out, "334 ");
                if (fgets(line, sizeof line, in) == NULL) {
                    return;
                }
                line[strcspn(line, "\r\n")] = '\0';
                (void)snprintf(server->auth, sizeof server->auth, "%.255s", line);
            } else {
                (void)snprintf(server->auth, sizeof server->auth, "%.255s", line + 11);
            }
            known = strcmp(server->auth, "AHNpdGUAc2VjcmV0") == 0; /* \0site\0secret */
            server_say(out, known ? "235 ok" : "535 wrong");
        } else if (strncmp(line, "MAIL FROM", 9) == 0) {
            server_say(out, server->wants_auth && !known ? "530 sign in first" : "250 ok");
        } else if (strncmp(line, "RCPT TO:", 8) == 0) {
            (void)snprintf(recipient, sizeof recipient, "%.255s", line + 8);
            if (server->refuse_code != 0) {
                char answer[64];
                (void)snprintf(answer, sizeof answer, "%d refused", server->refuse_code);
                server_say(out, answer);
            } else {
                server_say(out, "250 ok");
            }
        } else if (strcmp(line, "DATA") == 0) {
            server_say(out, "354 go on");
            server_take_message(server, in, recipient);
            server_say(out, "250 taken");
        } else if (strcmp(line, "QUIT") == 0) {
            server_say(out, "221 bye");
            return;
        } else {
            server_say(out, "250 ok");
        }
    }
}

static inline void *server_run(void *context)
{
    struct smtp_server *server = context;
    while (!server->stop) {
        int connection = accept(server->listener, NULL, NULL);
        if (connection < 0) {
            break;
        }
        FILE *in = fdopen(connection, "r");
        FILE *out = fdopen(dup(connection), "w");
        if (in != NULL && out != NULL && !server->stop) {
            server_talk(server, in, out);
        }
        (void)(in == NULL ? close(connection) : fclose(in));
        (void)(out == NULL ? 0 : fclose(out));
    }
    return NULL;
}

/* port 0: any free one. False when it cannot listen. */
static inline bool server_start(struct smtp_server *server, int port)
{
    memset(server, 0, sizeof *server);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    int on = 1;
    server->listener = socket(AF_INET, SOCK_STREAM, 0);
    (void)setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(server->listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(server->listener, 8) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&address, &size) != 0) {
        return false;
    }
    server->port = ntohs(address.sin_port);
    pthread_mutex_init(&server->lock, NULL);
    return pthread_create(&server->thread, NULL, server_run, server) == 0;
}

static inline void server_stop(struct smtp_server *server)
{
    server->stop = true;
    (void)shutdown(server->listener, SHUT_RDWR);
    (void)pthread_join(server->thread, NULL);
    (void)close(server->listener);
}

#endif
