#include "providers/ses/feedback.hpp"

#include <gtest/gtest.h>

namespace carillon::providers::ses {
namespace {

constexpr std::string_view nid = "0190a5c0-0000-7000-8000-00000000000a";
constexpr std::string_view did = "0190a5c0-0000-7000-8000-00000000000b";

json bounce(const json& changes = json::object()) {
  json out{{"eventType", "Bounce"},
           {"bounce",
            {{"bounceType", "Permanent"},
             {"bounceSubType", "General"},
             {"bouncedRecipients",
              {{{"emailAddress", "zoe@example.net"}, {"diagnosticCode", "smtp; 550 5.1.1 no such user"}}}}}},
           {"mail", {{"tags", {{"nid", {nid}}, {"did", {did}}, {"ses:configuration-set", {"c"}}}}}}};
  out.merge_patch(changes);
  return out;
}

feedback::kind kind_of(const json& notice) {
  return read_notice(notice).at(0).what;
}

TEST(ses_feedback, tells_what_came_back_and_whether_for_good) {
  const auto told = read_notice(bounce());
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].what, feedback::kind::gone);
  EXPECT_EQ(told[0].notification.to_string(), nid);
  EXPECT_EQ(told[0].delivery.to_string(), did);
  EXPECT_EQ(told[0].address, "zoe@example.net");
  EXPECT_EQ(told[0].words, "smtp; 550 5.1.1 no such user");
  for (const auto* const more : {"NoEmail", "Suppressed", "OnAccountSuppressionList"})
    EXPECT_EQ(kind_of(bounce({{"bounce", {{"bounceSubType", more}}}})), feedback::kind::gone) << more;
  EXPECT_EQ(kind_of(bounce({{"bounce", {{"bounceSubType", "ContentRejected"}}}})), feedback::kind::bounced);
  for (const auto* const type : {"Transient", "Undetermined"})
    EXPECT_EQ(kind_of(bounce({{"bounce", {{"bounceType", type}}}})), feedback::kind::soft) << type;
  for (const auto* const more : {"ContentRejected", "MessageTooLarge", "AttachmentRejected"}) {
    const json message{{"bounce", {{"bounceType", "Transient"}, {"bounceSubType", more}}}};
    EXPECT_EQ(kind_of(bounce(message)), feedback::kind::bounced) << more;
  }
}

TEST(ses_feedback, tells_of_complaints_and_of_who_takes_one_back) {
  json complaint = bounce({{"eventType", nullptr}, {"notificationType", "Complaint"}, {"bounce", nullptr}});
  complaint["complaint"] = {{"complaintFeedbackType", "abuse"},
                            {"complainedRecipients", {{{"emailAddress", "zoe@example.net"}}}}};
  const auto told = read_notice(complaint);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].what, feedback::kind::complained);
  EXPECT_EQ(told[0].words, "abuse");
  complaint["complaint"]["complaintFeedbackType"] = "not-spam";
  EXPECT_TRUE(read_notice(complaint).empty());
}

TEST(ses_feedback, tells_of_what_arrived) {
  const auto told = read_notice(
      bounce({{"eventType", "Delivery"}, {"delivery", {{"recipients", {"zoe@example.net", 7}}}}}));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].what, feedback::kind::delivered);
  EXPECT_EQ(told[0].address, "zoe@example.net");
}

TEST(ses_feedback, passes_over_what_is_no_end_or_not_ours) {
  EXPECT_TRUE(read_notice(bounce({{"eventType", "Delivery"}})).empty());
  EXPECT_TRUE(read_notice(bounce({{"eventType", "DeliveryDelay"}})).empty());
  EXPECT_TRUE(read_notice(bounce({{"mail", {{"tags", nullptr}}}})).empty());
  EXPECT_TRUE(read_notice(bounce({{"mail", {{"tags", {{"nid", "no list"}}}}}})).empty());
  EXPECT_TRUE(read_notice(bounce({{"bounce", {{"bouncedRecipients", 1}}}})).empty());
  EXPECT_TRUE(read_notice(json::array()).empty());
}

}  // namespace
}  // namespace carillon::providers::ses
