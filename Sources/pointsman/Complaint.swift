import Glibc

/// Writes a sentence to standard error.
func complain(_ sentence: String) {
    let line = sentence.hasSuffix("\n") ? sentence : sentence + "\n"
    line.withCString { _ = write(2, $0, strlen($0)) }
}
