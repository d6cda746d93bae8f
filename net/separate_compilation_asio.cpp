// batch: alone
// The one place where Asio's non-template code is compiled (BOOST_ASIO_SEPARATE_COMPILATION everywhere else).
#include <boost/asio/ssl/impl/src.hpp>
