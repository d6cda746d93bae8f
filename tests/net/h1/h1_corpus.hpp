// Requests that two HTTP parsers could read differently, and what we answer each (hardening.md J). The pure
// check and the whole server are both held to this table.
#pragma once

#include <string>
#include <vector>

namespace carillon::net {

struct h1_case {
  std::string name;
  std::string bytes;  ///< one whole request
  int status;         ///< 200 = served; anything else closes the connection
};

inline std::vector<h1_case> h1_corpus() {
  using namespace std::string_literals;
  const std::string post = "POST /a HTTP/1.1\r\nHost: x\r\n";
  const std::string get = "GET /a HTTP/1.1\r\nHost: x\r\n";
  const std::string end = "\r\n";
  return {
      {"plain_get", get + end, 200},
      {"plain_post", post + "Content-Length: 3\r\n\r\nabc", 200},
      {"chunked_post", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 200},
      {"chunked_in_capitals", post + "transfer-encoding: Chunked\r\n\r\n0\r\n\r\n", 200},
      {"chunk_extension", post + "Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\n\r\n", 200},
      {"trailer", post + "Transfer-Encoding: chunked\r\n\r\n0\r\nHost: other\r\n\r\n", 200},
      {"zero_length", post + "Content-Length: 0\r\n\r\n", 200},
      {"absolute_form_of_our_host", "GET http://x/a HTTP/1.1\r\nHost: x\r\n\r\n", 200},
      {"http_1_0_without_host", "GET /a HTTP/1.0\r\n\r\n", 200},
      {"get_with_small_body", get + "Content-Length: 3\r\n\r\nabc", 200},
      {"length_then_chunked", post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"chunked_then_length", post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400},
      {"two_lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400},
      {"two_equal_lengths", post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"length_list", post + "Content-Length: 3, 3\r\n\r\nabc", 400},
      {"length_with_plus", post + "Content-Length: +3\r\n\r\nabc", 400},
      {"length_negative", post + "Content-Length: -1\r\n\r\n", 400},
      {"length_hexadecimal", post + "Content-Length: 0x3\r\n\r\nabc", 400},
      {"length_of_2_to_the_64", post + "Content-Length: 18446744073709551616\r\n\r\n", 400},
      {"length_empty", post + "Content-Length: \r\n\r\n", 400},
      {"length_with_space_inside", post + "Content-Length: 1 0\r\n\r\n", 400},
      {"encoding_xchunked", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400},
      {"encoding_identity", post + "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"encoding_chunked_identity",
       post + "Transfer-Encoding: chunked, identity\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"encoding_gzip_chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
      {"encoding_twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
      {"encoding_twice_one_identity",
       post + "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"encoding_quoted", post + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", 400},
      {"encoding_with_vertical_tab", post + "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n", 400},
      {"http_1_0_chunked", "POST /a HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"chunk_size_0x3", post + "Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk_size_overflow",
       post + "Transfer-Encoding: chunked\r\n\r\n10000000000000003\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk_size_negative", post + "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk_without_end", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n", 400},
      {"chunk_bare_lf", post + "Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n", 400},
      {"two_hosts", "GET /a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400},
      {"two_equal_hosts", "GET /a HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n", 400},
      {"no_host", "GET /a HTTP/1.1\r\nAccept: */*\r\n\r\n", 400},
      {"empty_host", "GET /a HTTP/1.1\r\nHost:\r\n\r\n", 400},
      {"host_with_path", "GET /a HTTP/1.1\r\nHost: x/y\r\n\r\n", 400},
      {"host_with_user", "GET /a HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
      {"folded_field", get + "X-A: one\r\n two\r\n\r\n", 400},
      {"folded_first_field", "GET /a HTTP/1.1\r\n Host: x\r\n\r\n", 400},
      {"space_before_colon", "GET /a HTTP/1.1\r\nHost : x\r\n\r\n", 400},
      {"length_with_space_before_colon", post + "Content-Length : 3\r\n\r\nabc", 400},
      {"field_without_colon", get + "Nonsense\r\n\r\n", 400},
      {"field_without_name", get + ": x\r\n\r\n", 400},
      {"field_name_with_nul", get + "X\0Y: a\r\n\r\n"s, 400},
      {"field_value_with_nul", get + "X: a\0b\r\n\r\n"s, 400},
      {"field_value_with_bare_cr", get + "X: a\rb\r\n\r\n", 400},
      {"bare_lf_lines", "GET /a HTTP/1.1\nHost: x\n\n", 400},
      {"one_bare_lf", get + "X: a\nY: b\r\n\r\n", 400},
      {"absolute_form_of_another_host", "GET http://y/a HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"absolute_form_with_user", "GET http://u@x/a HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"absolute_form_https", "GET https://x/a HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"authority_form", "CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n", 400},
      {"target_without_slash", "GET a HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"target_with_fragment", "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"target_with_high_byte", "GET /\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"target_with_tab", "GET /a\tb HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"space_in_target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"two_spaces_in_request_line", "GET  /a HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"method_with_colon", "GE:T /a HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"leading_empty_line", "\r\n" + get + end, 400},
      {"lower_case_version", "GET /a http/1.1\r\nHost: x\r\n\r\n", 400},
      {"version_1_2", "GET /a HTTP/1.2\r\nHost: x\r\n\r\n", 400},
      {"version_missing", "GET /a\r\nHost: x\r\n\r\n", 400},
      {"version_2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"unknown_expectation", post + "Expect: a-miracle\r\nContent-Length: 0\r\n\r\n", 417},
      {"get_with_large_body", get + "Content-Length: 9000\r\n\r\n", 400},
  };
}

}  // namespace carillon::net
