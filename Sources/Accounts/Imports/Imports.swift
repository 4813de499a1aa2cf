import Kernel
import Surface

/// Many accounts at once, out of a file.
package let imports = Capability(
  "imports",
  migrations: [Import.migration],
  doors: [
    .action(BeginImport.self), .action(AppendToImport.self), .action(StartImport.self), .action(StopImport.self),
    .query(ListImports.self), .query(ShowImport.self), .query(ListImportRows.self),
  ],
  jobs: [JobKind(RunImport.self), JobKind(ForgetImports.self)],
  schedules: [Schedule(every: ForgetImports.interval, ForgetImports())],
  pages: ImportPages.pages
)
