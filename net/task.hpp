// The one coroutine alias of the project, and the completion token that never throws.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace carillon {

namespace asio = boost::asio;

/// A coroutine bound to one io_context's thread. Parameters by value, or references that outlive its group.
template <class T = void>
using task = asio::awaitable<T, asio::io_context::executor_type>;

/// For every await on a path taken more than once a second: errors come back as the tuple's first element.
inline constexpr auto no_throw = asio::as_tuple(asio::use_awaitable_t<asio::io_context::executor_type>{});

}  // namespace carillon
