package io.managedidentity.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page as a browser shows it, at the width of a phone, a tablet and a desk. Pictures are left
 * in {@code target/report-page}. Skipped where there is no Chromium ({@code -Dbrowser=PROGRAM}
 * names one).
 */
class ReportPageInBrowserTest {
  private static final Path PICTURES = Path.of("target", "report-page");

  @TempDir Path directory;

  @Test
  void fitsEachWidthInBothColourSchemesAndAsksForNothing() throws Exception {
    String program = HeadlessBrowser.program();
    assumeTrue(program != null, "no Chromium on this machine");
    DemoRecords.write(directory);
    Reports.write(List.of(directory), directory, "settings");
    Files.createDirectories(PICTURES);

    try (HeadlessBrowser browser = new HeadlessBrowser(program, directory.resolve("profile"))) {
      browser.open(directory.resolve("report.html"));
      for (int width : new int[] {390, 820, 1300}) {
        browser.width(width, width < 500);
        Set<String> papers = new HashSet<>();
        for (String scheme : List.of("light", "dark")) {
          browser.colours(scheme, "screen");

          assertTrue(
              browser.value("document.documentElement.scrollWidth").asInt() <= width,
              "it scrolls sideways at " + width);
          papers.add(browser.value("getComputedStyle(document.body).backgroundColor").asText());
          assertReadable(browser, "p");
          byte[] picture = browser.picture();
          Files.write(PICTURES.resolve("report-" + width + "-" + scheme + ".png"), picture);
          BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
          assertEquals(width, image.getWidth());
          assertTrue(colours(image) > 20, "it is empty at " + width);
        }
        assertEquals(2, papers.size());
      }
      assertEquals(
          3 + 10 + 11, browser.value("document.querySelectorAll('svg rect').length").asInt());
      browser.colours("light", "print");
      byte[] pdf = browser.pdf();
      assertEquals("%PDF", new String(pdf, 0, 4, StandardCharsets.US_ASCII));
      Files.write(PICTURES.resolve("report.pdf"), pdf);
      assertEquals(
          List.of(directory.resolve("report.html").toUri().toString()),
          List.copyOf(browser.requests));
    }
  }

  /** Ink and paper differ clearly. */
  private static void assertReadable(HeadlessBrowser browser, String selector) throws Exception {
    String ink =
        browser
            .value("getComputedStyle(document.querySelector('" + selector + "')).color")
            .asText();
    String paper = browser.value("getComputedStyle(document.body).backgroundColor").asText();
    assertNotEquals(ink, paper);
    assertTrue(Math.abs(light(ink) - light(paper)) > 150, ink + " on " + paper);
  }

  private static int light(String rgb) {
    String[] parts = rgb.replaceAll("[^0-9,]", "").split(",", -1);
    return (Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]) + Integer.parseInt(parts[2]))
        / 3;
  }

  private static int colours(BufferedImage image) {
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y += 3) {
      for (int x = 0; x < image.getWidth(); x += 3) {
        colours.add(image.getRGB(x, y));
      }
    }
    return colours.size();
  }
}
