#include "net/smtp/dot_stuffer.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace carillon::net {
namespace {

std::string stuffed(std::string_view message, std::size_t piece) {
  dot_stuffer stuffer;
  std::string out;
  for (; !message.empty(); message.remove_prefix(std::min(piece, message.size())))
    stuffer.append(message.substr(0, piece), out);
  stuffer.finish(out);
  return out;
}

void expect_every_cut(std::string_view message, std::string_view wanted) {
  for (std::size_t piece = 1; piece <= message.size() + 1; ++piece)
    EXPECT_EQ(stuffed(message, piece), wanted) << message << " in pieces of " << piece;
}

TEST(dot_stuffer, doubles_dots_at_the_beginning_of_lines_only) {
  expect_every_cut("a.b\r\n.c\r\n..\r\n.\r\nd.\r\n", "a.b\r\n..c\r\n...\r\n..\r\nd.\r\n.\r\n");
  expect_every_cut(".", "..\r\n.\r\n");
}

TEST(dot_stuffer, ends_an_open_line) {
  expect_every_cut("a", "a\r\n.\r\n");
  expect_every_cut("", ".\r\n");
  expect_every_cut("a\r\n\r\n", "a\r\n\r\n.\r\n");
}

TEST(dot_stuffer, makes_every_line_end_one_that_all_servers_read_alike) {
  expect_every_cut("a\n.\nb", "a\r\n..\r\nb\r\n.\r\n");
  expect_every_cut("a\r.\rb", "a\r\n..\r\nb\r\n.\r\n");
  expect_every_cut("a\r\r\nb", "a\r\n\r\nb\r\n.\r\n");
  expect_every_cut("a\n\rb", "a\r\n\r\nb\r\n.\r\n");
  expect_every_cut("a\r\n.\nMAIL FROM:<evil@x>\r\n.\r\r\nb",
                   "a\r\n..\r\nMAIL FROM:<evil@x>\r\n..\r\n\r\nb\r\n.\r\n");
  expect_every_cut("a\r", "a\r\n.\r\n");
}

}  // namespace
}  // namespace carillon::net
