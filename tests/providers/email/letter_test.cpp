#include "providers/email/letter.hpp"

#include <gtest/gtest.h>

#include "providers/email/body_part.hpp"
#include "providers/email/mail_content.hpp"
#include "providers/email/mail_page.hpp"

namespace carillon::providers::email {
namespace {

const timestamp noon = *parse_rfc3339("2026-11-23T12:00:00Z");

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

message said(std::string title, std::string content) {
  message out;
  out.broadcast = *broadcast_id::parse("0190a5c0-0000-7000-8000-000000000001");
  out.over = channel::email;
  out.title = std::move(title);
  out.content = std::move(content);
  return out;
}

TEST(letter, has_a_page_and_a_text_that_say_the_same) {
  auto of = said("Order <12>", "It is on its way.");
  of.action_url = "https://shop.example/o/12?a=1&b=2";
  of.category = "orders";
  const auto made = write_letter(of);
  EXPECT_EQ(made.subject, "Order <12>");
  const auto page = made.html.filled(unsubscribe_html("https://n.example/u/t"));
  EXPECT_TRUE(page.starts_with("<!doctype html>"));
  EXPECT_TRUE(has(page, "<title>Order &lt;12&gt;</title>"));
  EXPECT_TRUE(has(page, "aria-label=\"Order &lt;12&gt;\""));
  EXPECT_TRUE(has(page, "href=\"https://shop.example/o/12?a=1&amp;b=2\">Open</a>"));
  EXPECT_TRUE(has(page, "settings for orders.<br>"));
  EXPECT_TRUE(has(page, "href=\"https://n.example/u/t\">Unsubscribe</a>"));
  EXPECT_EQ(
      made.text.filled(unsubscribe_text("https://n.example/u/t")),
      "Order <12>\n\nIt is on its way.\n\nOpen: https://shop.example/o/12?a=1&b=2\n\n-- \n"
      "You get this because of your notification settings for orders.\nUnsubscribe: https://n.example/u/t\n");
}

TEST(letter, says_nothing_of_unsubscribing_where_there_is_no_link) {
  const auto made = write_letter(said("T", "C"));
  EXPECT_FALSE(has(made.html.filled(unsubscribe_html("")), "Unsubscribe"));
  EXPECT_FALSE(has(made.text.filled(unsubscribe_text("")), "Unsubscribe"));
}

TEST(letter, prefers_what_a_template_made) {
  auto of = said("T", "the broadcast's own");
  of.html = "<p>the <strong>template's</strong></p><script>x</script>";
  const auto made = write_letter(of);
  EXPECT_TRUE(has(made.html.before, "the <strong>template&#39;s</strong>"));
  EXPECT_FALSE(has(made.html.before, "script>"));
  EXPECT_FALSE(has(made.html.before, "broadcast&#39;s own"));
}

TEST(letter, stays_below_what_mailboxes_clip) {
  for (const std::string piece :
       {"word ", "\xd0\x9f\xd1\x80\xd0\xb8 ", "\xc3\xa9 bcdefg ", "https://example.com/a ", "\n\n"}) {
    std::string content;
    while (content.size() < 400'000) content += piece + "x";
    auto of = said(std::string(255, 't'), content);
    of.action_url = "https://x.example/";
    const auto made = write_letter(of);
    std::string encoded;
    body_part("html", made.html)
        .append_to(encoded, unsubscribe_html("https://n.example/u/" + std::string(150, 'A')));
    EXPECT_LE(encoded.size(), 90'000U) << piece;
    EXPECT_TRUE(has(made.html.before, ">Read on</a>"));
    EXPECT_TRUE(has(made.note, "was cut")) << piece;
  }
}

TEST(letter, is_dated_as_its_step_began) {
  auto of = said("T", "C");
  of.begins = noon;
  EXPECT_EQ(write_letter(of).date, noon);
}

std::string value_of(const fields& all, std::string_view name) {
  for (const auto& [each, value] : all) {
    if (each == name) return value;
  }
  return {};
}

TEST(letter, names_its_list_and_threads_its_topic) {
  auto of = said("T", "C");
  of.category = "orders/new:a";
  of.topic = "order\r\nBcc: x@y.example";
  const auto made = common_fields(of, "mail.example");
  EXPECT_EQ(value_of(made, "List-Id"), "<orders-new-a.mail.example>");
  EXPECT_EQ(value_of(made, "Auto-Submitted"), "auto-generated");
  const auto root = value_of(made, "References");
  EXPECT_EQ(root.size(), std::string("<topic.@mail.example>").size() + 32);
  EXPECT_EQ(root, value_of(made, "In-Reply-To"));
  EXPECT_EQ(value_of(common_fields(said("T", "C"), "mail.example"), "List-Id"),
            "<notifications.mail.example>");
}

TEST(letter, offers_one_click_to_who_has_a_link) {
  item to;
  to.delivery = *delivery_id::parse("0190a5c0-0000-7000-8000-000000000002");
  to.unsubscribe_url = "https://n.example/u/token";
  auto made = fields_for(to);
  EXPECT_EQ(value_of(made, "List-Unsubscribe"), "<https://n.example/u/token>");
  EXPECT_EQ(value_of(made, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
  EXPECT_EQ(value_of(made, "X-Carillon-Delivery"), "0190a5c0-0000-7000-8000-000000000002");
  for (const auto* bad :
       {"", "https://n.example/\r\nBcc: x", "https://n.example/>, <mailto:x", "https://n.example/\n"}) {
    to.unsubscribe_url = bad;
    EXPECT_EQ(value_of(fields_for(to), "List-Unsubscribe"), "") << bad;
  }
}

TEST(letter, has_an_id_of_its_delivery) {
  EXPECT_EQ(message_id(*delivery_id::parse("0190a5c0-0000-7000-8000-000000000002"), "mail.example"),
            "<0190a5c0-0000-7000-8000-000000000002@mail.example>");
}

}  // namespace
}  // namespace carillon::providers::email
