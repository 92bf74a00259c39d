/// Why the text of an option's value cannot be taken; follows "The value … is invalid for …: ".
struct Misreading: Error, CustomStringConvertible {
  let description: String
}
