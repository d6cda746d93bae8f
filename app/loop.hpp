// Runs one coroutine from outside its loop and waits for it: how main talks to the io threads, and how
// commands without threads of their own do their work.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <utility>

#include "net/io_thread.hpp"
#include "net/task.hpp"

namespace carillon::app {

/// Starts `make()` on the thread; the future holds its value or exception. Keep what `make` captured alive
/// until then.
template <class Value>
std::future<Value> run_on(net::io_thread& thread, std::function<task<Value>()> make) {
  auto promised = std::make_shared<std::promise<Value>>();
  auto future = promised->get_future();
  // The function object must outlive the coroutine it made, so it travels with the completion.
  auto kept = std::make_shared<std::function<task<Value>()>>(std::move(make));
  asio::post(thread.context(), [&context = thread.context(), kept, promised] {
    if constexpr (std::is_void_v<Value>) {
      asio::co_spawn(context, (*kept)(), [kept, promised](std::exception_ptr thrown) {
        thrown ? promised->set_exception(thrown) : promised->set_value();
      });
    } else {
      asio::co_spawn(context, (*kept)(), [kept, promised](std::exception_ptr thrown, Value value) {
        thrown ? promised->set_exception(thrown) : promised->set_value(std::move(value));
      });
    }
  });
  return future;
}

}  // namespace carillon::app
