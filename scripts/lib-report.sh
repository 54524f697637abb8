# shellcheck shell=bash
# Reads the test runner's report (xUnit's XML) without needing an XML tool. Sourced.
# '<' is the record separator: a record is a tag with its attributes and the text after it. In attributes '<' is
# escaped, so a tag's record is whole.

# shellcheck disable=SC2016  # awk's own $0
_attribute='function attribute(name,  text) {
  text = $0
  if (!match(text, "[ \t\n]" name "=\"[^\"]*\"")) return ""
  text = substr(text, RSTART, RLENGTH)
  sub("^[^\"]*\"", "", text); sub("\"$", "", text)
  gsub("&quot;", "\"", text); gsub("&apos;", "\x27", text); gsub("&#x27;", "\x27", text); gsub("&lt;", "<", text)
  gsub("&gt;", ">", text); gsub("&#xA;|&#10;", " ", text); gsub("&amp;", "\\&", text)
  return text
}'

# "PASSED FAILED SKIPPED" of the whole run. Errors outside a test (a fixture that would not end) are failures.
report_counts() {
  awk -v RS='<' "$_attribute"'
    /^assembly[ \t\n]/ && !seen { seen = 1; print attribute("passed") + 0, attribute("failed") + attribute("errors"), attribute("skipped") + 0 }
    END { exit !seen }' "$1"
}

# A line for each skipped test: its name and why.
report_skipped() {
  awk -v RS='<' "$_attribute"'
    /^test[ \t\n]/ { name = (attribute("result") == "Skip") ? attribute("name") : "" }
    # The reason itself may hold a "<" and so fall into several records: gather up to its end.
    /^reason/ { why = name != ""; text = ""; next }
    why && /^\/reason/ {
      sub(/^!\[CDATA\[/, "", text); sub(/\]\]>.*/, "", text); gsub(/[ \t\n]+/, " ", text)
      print "  " name ": " text; why = 0
    }
    why { text = text (text == "" ? "" : "<") $0 }' "$1" | sort
}

# The names of the tests that failed.
report_failed() {
  awk -v RS='<' "$_attribute"'/^test[ \t\n]/ && attribute("result") == "Fail" { print "  " attribute("name") }' "$1" | sort
}
