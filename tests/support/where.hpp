// Where this build lies: the one translation unit of the tests that names folders of this machine, so that
// all others compile to the same bytes in every clone.
#pragma once

#include <filesystem>
#include <string>

namespace carillon::test {

/// The root of the repository.
std::filesystem::path source_folder();
/// A file of the repository, for example "docs/metrics.md".
std::filesystem::path source_file(const std::filesystem::path& below_root);
/// The carillon binary of this build.
std::string carillon_program();

}  // namespace carillon::test
