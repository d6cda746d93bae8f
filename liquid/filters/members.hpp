// What filters of lists share: the price of a sort.
#pragma once

#include "liquid/filter.hpp"

namespace carillon::liquid::filters {

/// Pays for sorting the items, or for finding the equal ones among them: n log n looks at what is inside.
bool spend_sort(run& state, const item_list& items);

}  // namespace carillon::liquid::filters
