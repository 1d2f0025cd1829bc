/// How names are written in a command to PgBouncer's console.
package enum ConsoleText {
    /// `name` in double quotes, each quote in it doubled.
    package static func quoted(_ name: String) -> String {
        // By scalars: a quote that carries an accent is one character, and yet ends the name for PgBouncer.
        name.unicodeScalars.reduce(into: "\"") { text, scalar in
            if scalar == "\"" { text.unicodeScalars.append(scalar) }
            text.unicodeScalars.append(scalar)
        } + "\""
    }
}
