/* 统一社会信用代码, GB 32100-2015: alphabet of 31 (digits and letters without I O S V Z), weights 3^i mod 31, check
 * value 31 - sum mod 31. Lower case is not accepted here: whoever reads input folds it first. */
#include "catalogue/catalogue.h"

static const char ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

enum { CREDIT_LENGTH = 18, CREDIT_BASE = 31 };

static int value_of(char character)
{
    const char *found = character == '\0' ? NULL : strchr(ALPHABET, character);
    return found == NULL ? -1 : (int)(found - ALPHABET);
}

char credit_code_check_character(struct span first17)
{
    int sum = 0;
    int weight = 1;
    if (first17.length != CREDIT_LENGTH - 1) {
        return '\0';
    }
    for (size_t i = 0; i < first17.length; i++) {
        int value = value_of(first17.at[i]);
        if (value < 0) {
            return '\0';
        }
        sum += value * weight;
        weight = weight * 3 % CREDIT_BASE;
    }
    return ALPHABET[(CREDIT_BASE - sum % CREDIT_BASE) % CREDIT_BASE];
}

bool credit_code_is_valid(struct span code)
{
    if (code.length != CREDIT_LENGTH) {
        return false;
    }
    char check = credit_code_check_character(span_make(code.at, CREDIT_LENGTH - 1));
    return check != '\0' && check == code.at[CREDIT_LENGTH - 1];
}
