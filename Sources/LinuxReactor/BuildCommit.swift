import CBuild

/// The commit that the program was built from.
package enum BuildCommit {
    /// Nil where the build did not tell: only `checks/release` does.
    package static var text: String? {
        let text = String(cString: pointsman_commit())
        return text.isEmpty ? nil : text
    }
}
