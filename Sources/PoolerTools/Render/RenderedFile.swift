/// A file that `pointsman render` makes.
package struct RenderedFile: Equatable, Sendable {
    package let name: String
    package let text: String
    /// Whether it holds a secret: it is written with mode 0600, and never printed.
    package var isSecret = false
    /// Whether it is a program.
    package var isExecutable = false

    package init(_ name: String, _ text: String, isSecret: Bool = false, isExecutable: Bool = false) {
        self.name = name
        self.text = text
        self.isSecret = isSecret
        self.isExecutable = isExecutable
    }

    var mode: UInt32 { isSecret ? 0o600 : isExecutable ? 0o755 : 0o644 }
}

/// A sentence that says why a file can't be rendered or written.
package struct RenderError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
