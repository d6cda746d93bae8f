// `carillon import users.ndjson`: users and their device tokens from a file, a line each, many at a time. Bad
// lines are told and skipped. Importing a file again changes nothing; a killed import continues where it was
// (bytes are counted as read only once all before them is in Redis). Reads the file blocking: for the command
// line only.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "store/device_token.hpp"
#include "store/import_batch.hpp"
#include "store/import_checkpoint.hpp"
#include "store/user.hpp"

namespace carillon::store {

struct import_progress {
  import_counts counts;
  double lines_per_second = 0;  ///< of this run
};

struct import_options {
  project_id project;
  std::filesystem::path file;
  std::vector<token_kind> kinds{};  ///< of tokens that lines may bring
  std::size_t batch_lines = 2'000;
  std::chrono::milliseconds checkpoint_every{250};
  std::function<void(const import_progress&)> on_progress;  ///< after each batch; may be empty
  std::function<void(const bad_line&)> on_bad_line;         ///< may be empty
  std::function<bool()> should_stop;                        ///< asked between batches; may be empty
};

/// What was done, earlier runs of the same file included. `cancelled` when it was asked to stop: run it again
/// to go on; so with `unavailable`. `configuration` when the file cannot be read or its checkpoint not be
/// written, `invalid_argument` when it is no UTF-8 text.
task<result<import_counts>> import_users(users& people, device_tokens& devices, keyring& keys,
                                         import_options options);

}  // namespace carillon::store
