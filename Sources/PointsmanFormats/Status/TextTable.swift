/// A table of text for a terminal: columns as wide as their widest cell, two blanks apart.
package enum TextTable {
    package static func text(_ rows: [[String]]) -> String {
        guard let first = rows.first else { return "" }
        let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { line($0, widths) }.joined()
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        let last = cells.count - 1
        let padded = cells.indices.map { index in
            let gap = index == last ? 0 : widths[index] - cells[index].count
            return cells[index] + String(repeating: " ", count: gap)
        }
        return padded.joined(separator: "  ") + "\n"
    }
}
