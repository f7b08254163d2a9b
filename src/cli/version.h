/* The version that pages, --version and documents show. */
#ifndef CLI_VERSION_H
#define CLI_VERSION_H

#define ZHIQIAO_VERSION "0.1.0"

#endif
