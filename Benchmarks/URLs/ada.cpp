// The same work as `bench-urls`, as far as ada does it: parsing and resolving, without canonical rules and
// fingerprints. Built by Benchmarks/urls.py with ada's single source file.
#include <ctime>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "ada.h"

static double now() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static std::vector<std::string> lines(const char *path) {
  std::vector<std::string> found;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) found.push_back(line);
  return found;
}

int main(int, char **arguments) {
  auto absolute = lines(arguments[1]), relative = lines(arguments[2]);
  const int rounds = std::stoi(arguments[3]);
  size_t valid = 0;
  double start = now();
  for (int round = 0; round < rounds; round++)
    for (auto &url : absolute) valid += ada::parse<ada::url_aggregator>(url).has_value();
  const double parsing = now() - start;
  std::string last;
  ada::result<ada::url_aggregator> base;
  start = now();
  for (int round = 0; round < rounds; round++)
    for (auto &line : relative) {
      const size_t tab = line.find('\t');
      std::string_view page = std::string_view(line).substr(0, tab);
      if (page != last) base = ada::parse<ada::url_aggregator>(last = page);
      valid += ada::parse<ada::url_aggregator>(std::string_view(line).substr(tab + 1), &*base).has_value();
    }
  const double resolving = now() - start;
  std::cout << "{\"absolute\": " << absolute.size() * rounds << ", \"absolute_seconds\": " << parsing
            << ", \"relative\": " << relative.size() * rounds << ", \"relative_seconds\": " << resolving
            << ", \"valid\": " << valid << "}\n";
}
