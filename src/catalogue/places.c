/* Where a county stands in the distance table. */
#include "catalogue/reading.h"
#include "catalogue/trades.h"

uint16_t reading_place(const struct catalogue *catalogue, struct span county_code)
{
    const struct catalogue_entry *county = catalogue_find(catalogue, CATALOGUE_REGIONS, county_code);
    return county == NULL ? FIT_NO_PLACE : catalogue->trades->places[county->number];
}
