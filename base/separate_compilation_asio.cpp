// batch: alone
// Asio, compiled once for everybody (BOOST_ASIO_SEPARATE_COMPILATION). Here, below net/ where it is used,
// because the precompiled header brings asio/error.hpp into every file, and that one names Asio's categories.
#include <boost/asio/impl/src.hpp>
