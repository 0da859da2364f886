package ai.resolute.master.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SearchRandomTest {
    @Test
    void wordsAreThoseOfNumPy() {
        var zero = SearchRandom.seeded(0);
        assertThat(zero.bits()).isEqualTo(2357136044L);
        assertThat(zero.bits()).isEqualTo(2546248239L);
        assertThat(zero.bits()).isEqualTo(3071714933L);
        var other = SearchRandom.seeded(999);
        assertThat(other.bits()).isEqualTo(3450697152L);
        assertThat(other.bits()).isEqualTo(648491356L);
        assertThat(other.bits()).isEqualTo(2265690981L);
    }

    @Test
    void unitsAreThoseOfNumPy() {
        assertThat(SearchRandom.seeded(0).unit()).isEqualTo(0.5488135039273248);
        assertThat(SearchRandom.seeded(4294967295L).unit()).isBetween(0.0, 1.0);
    }

    @Test
    void aSavedPositionGoesOnWhereItStood() {
        for (int drawn : new int[] {0, 1, 623, 624, 625, 5000}) {
            var random = SearchRandom.seeded(42);
            for (int i = 0; i < drawn; i++) {
                random.bits();
            }
            var again = SearchRandom.at(random.position());
            assertThat(again.position()).isEqualTo(random.position());
            for (int i = 0; i < 700; i++) {
                assertThat(again.bits()).isEqualTo(random.bits());
            }
        }
    }

    @Test
    void aChoiceOfOneDrawsNothing() {
        var random = SearchRandom.seeded(1);
        assertThat(random.below(1)).isZero();
        assertThat(random.position().drawn()).isZero();
    }

    @Test
    void allWordsAreReachedWhenTheRangeIsTheWholeWord() {
        var random = SearchRandom.seeded(0);
        assertThat(random.below(1L << 32)).isEqualTo(2357136044L);
    }
}
