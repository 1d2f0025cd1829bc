import PointsmanFormats

/// INI files: the first field is the file, `%include N` leads to the field N.
enum IniProperties {
    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        let files = bytes.split(separator: 0x1E, omittingEmptySubsequences: false).map(Array.init)
        let document = read(files)
        try expect(document.files.count <= 100, "\(document.files.count) files were read")
        for origin in document.issues.map(\.origin) + document.entries.map(\.origin) {
            let lines = Int(origin.file).map { files[$0].count { $0 == UInt8(ascii: "\n") } + 1 } ?? 0
            try expect((0...lines).contains(origin.line), "\(origin) is past the end")
        }
        for entry in document.entries {
            try checkRoundTrip(entry)
            try checkDatabase(entry)
        }
        for section in document.sections { try checkRoundTrip(section: section.name) }
    }

    private static func read(_ files: [[UInt8]]) -> IniDocument {
        IniReader.read("0") { name in
            guard let number = Int(name), files.indices.contains(number), String(number) == name else { return .absent }
            return .bytes(files[number], mode: 0o600)
        }
    }

    /// Reads a file that our writer wrote.
    static func read(written text: String) throws(BrokenProperty) -> IniDocument {
        let document = IniReader.read("file") {
            $0 == "file" ? .bytes(Array(text.utf8), mode: 0o600) : .bytes([], mode: 0)
        }
        try expect(document.issues.isEmpty, "written as \(text.debugDescription): \(document.issues)")
        return document
    }

    private static func checkRoundTrip(_ entry: IniEntry) throws(BrokenProperty) {
        var writer = IniWriter()
        writer.comment(entry.value)
        do { try writer.entry(entry.key, entry.value) } catch { return }
        let entries = try read(written: writer.text).entries
        try expect(
            entries.count == 1, "one entry was written, \(entries.count) are read: \(writer.text.debugDescription)")
        try expectSame(entries[0].key, entry.key, "the key read back")
        try expectSame(entries[0].value, entry.value, "the value read back")
    }

    private static func checkRoundTrip(section name: String) throws(BrokenProperty) {
        var writer = IniWriter()
        do { try writer.section(name) } catch { return }
        let document = try read(written: writer.text)
        try expect(document.sections.count == 1 && document.entries.isEmpty, "not one section: \(writer.text)")
        try expectSame(document.sections[0].name, name, "the section read back")
    }

    /// The right side of a `[databases]` line.
    private static func checkDatabase(_ entry: IniEntry) throws(BrokenProperty) {
        guard let line = DatabaseLine(name: entry.key, connectionString: entry.value) else { return }
        guard let again = DatabaseLine(name: entry.key, connectionString: line.connectionString) else {
            throw BrokenProperty("\(line.connectionString.debugDescription) is not read back at all")
        }
        try expect(again.pairs.count == line.pairs.count, "\(line.text): \(line.pairs.count) pairs, not as many back")
        for (left, right) in zip(again.pairs, line.pairs) {
            try expectSame(left.key, right.key, "the pair's key")
            try expectSame(left.value, right.value, "the pair's value")
        }
    }
}
