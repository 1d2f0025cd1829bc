import Glibc

/// Whole lines to standard output, at once, whoever reads them.
enum Output {
    static func line(_ text: String) {
        var text = text + "\n"
        text.withUTF8 { bytes in
            _ = write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}
