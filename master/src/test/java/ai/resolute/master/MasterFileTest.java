package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;

class MasterFileTest {
    @Test
    void namesOfTheMasterAreKeptInLowerCase() {
        assertThat(MasterFile.read("hosts: [Cluster.Example.org, node-7]\n").hosts())
                .containsExactly("cluster.example.org", "node-7");
        assertThat(MasterFile.read("port: 8080\n").hosts()).isEmpty();
    }

    @Test
    void everyKindOfStorageMayBeTheDefaultByTheRulesOfExperiments() {
        for (var section :
                List.of(
                        "{host_path: /a, storage_path: b}",
                        "{save_trial_best: 3}",
                        "{type: directory, container_path: /a}",
                        "{type: s3, bucket: b, endpoint_url: 'http://127.0.0.1:1'}",
                        "{type: gcs, bucket: b, prefix: p}",
                        "{type: azure, container: c, account_url: 'https://a'}")) {
            var read = MasterFile.read("checkpoint_storage: " + section).storage().orElseThrow();
            assertThat(read.root()).as(section).isEqualTo(Yaml.parse(section));
        }
        assertThatThrownBy(() ->
                        MasterFile.read(
                                "checkpoint_storage: {type: s3, prefix: a/../b, endpoint_url: x, buckte: b}"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("checkpoint_storage.bucket")
                .hasMessageContaining("checkpoint_storage.buckte")
                .hasMessageContaining("checkpoint_storage.endpoint_url");
        assertThatThrownBy(() -> MasterFile.read("checkpoint_storage: {type: hdfs}"))
                .hasMessageContaining("checkpoint_storage.type")
                .hasMessageContaining("not supported");
        assertThatThrownBy(() -> MasterFile.read("checkpoint_storage: /a"))
                .hasMessageContaining("checkpoint_storage");
        assertThat(MasterFile.read("checkpoint_storage:\n").storage()).isEmpty();
    }

    @Test
    void aFileThatIsNoYamlIsSaidToBeTheMasters() {
        assertThatThrownBy(() -> MasterFile.read("port: [1\n"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("Cannot start the master: its configuration has 1 fault")
                .hasMessageContaining("docs/operator/master.md");
    }

    @Test
    void slotsAreOfOneOfThreeTypes() {
        assertThat(MasterFile.read("slot_type: cuda\n").slotType())
                .contains(MasterFile.SlotType.CUDA);
        assertThat(MasterFile.read("slots: 2\n").slotType()).isEmpty();
        assertThatThrownBy(() -> MasterFile.read("slot_type: tpu\n"))
                .hasMessageContaining("slot_type: is 'tpu'. Use auto, cuda or cpu.");
    }

    @Test
    void everyNameThatIsNoneIsSaidAtOnce() {
        assertThatThrownBy(() ->
                        MasterFile.read("hosts: ['http://a', 'b:80', 'c/d', '*', 5, 'good', '']\n"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("hosts[0]")
                .hasMessageContaining("hosts[1]")
                .hasMessageContaining("hosts[2]")
                .hasMessageContaining("hosts[3]")
                .hasMessageContaining("hosts[4]")
                .hasMessageContaining("hosts[6]")
                .hasMessageContaining("without scheme, port or path");
        assertThatThrownBy(() -> MasterFile.read("hosts: cluster\n"))
                .hasMessageContaining("is not a list of names");
    }
}
