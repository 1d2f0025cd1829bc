/// Where something stands in a configuration file.
package struct IniOrigin: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// Counted from one; zero means the file as a whole.
    package let line: Int

    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    package var description: String { line == 0 ? file : "\(file):\(line)" }
}
