// batch: alone
// The one place where Beast's non-template code is compiled (BOOST_BEAST_SEPARATE_COMPILATION everywhere
// else).
#include <boost/beast/src.hpp>
