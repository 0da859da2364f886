import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies a jar and gives its classes the present class file version, with stack maps: the cache of linked classes takes no class
 * that was compiled for Java 5, as picocli's are, and so the greater part of a short command's time would go into linking them.
 */
class ModernClasses {
    private static final int FIRST_WITH_STACK_MAPS = 50;
    private static final int TARGET = 61;

    public static void main(String[] paths) throws IOException {
        var source = Path.of(paths[0]);
        try (var loader = new URLClassLoader(new URL[] {source.toUri().toURL()});
                var in = new ZipFile(source.toFile());
                var out = new ZipOutputStream(Files.newOutputStream(Path.of(paths[1])))) {
            var classes =
                    ClassFile.of(
                            StackMapsOption.STACK_MAPS_WHEN_REQUIRED,
                            ConstantPoolSharingOption.NEW_POOL,
                            ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)));
            for (var entry : in.stream().filter(each -> !each.isDirectory()).toList()) {
                var bytes = in.getInputStream(entry).readAllBytes();
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(entry.getName().endsWith(".class") ? modern(classes, bytes) : bytes);
                out.closeEntry();
            }
        }
    }

    private static byte[] modern(ClassFile classes, byte[] bytes) {
        var model = classes.parse(bytes);
        if (model.majorVersion() >= FIRST_WITH_STACK_MAPS) {
            return bytes;
        }
        var version = ClassTransform.endHandler(builder -> builder.withVersion(TARGET, 0));
        return classes.transformClass(model, version.andThen(ClassTransform.transformingMethodBodies((code, element) -> code.with(element))));
    }
}
