package io.managedidentity.agent.docs;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** Collects the texts of one source file, with constants of the file and alternatives put in. */
final class TextScanner extends TreeScanner<Void, Void> {
  private static final String HOLE = "…";
  private static final int MOST_ALTERNATIVES = 6;

  /** What is given to these is looked for in texts of others. */
  private static final Set<String> SEARCHES =
      Set.of(
          "contains",
          "indexOf",
          "lastIndexOf",
          "startsWith",
          "endsWith",
          "equals",
          "matches",
          "equalsIgnoreCase",
          "has",
          "compile",
          "split");

  private static final Set<String> FAULTS = Set.of("AssertionError", "IllegalStateException");

  private final CompilationUnitTree unit;
  private final SourcePositions positions;
  private final String name;
  private final Map<String, ExpressionTree> constants = new HashMap<>();
  private final List<SourceMessage> texts = new ArrayList<>();

  TextScanner(CompilationUnitTree unit, SourcePositions positions) {
    this.unit = unit;
    this.positions = positions;
    String file = Path.of(unit.getSourceFile().toUri()).getFileName().toString();
    String prefix = unit.getPackageName() + "." + file.replace(".java", "");
    this.name = prefix.replace("io.managedidentity.", "");
  }

  List<SourceMessage> texts() {
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitVariable(VariableTree variable, Void unused) {
        boolean isConstant = variable.getModifiers().getFlags().contains(Modifier.STATIC);
        if (isConstant && variable.getInitializer() != null) {
          constants.put(variable.getName().toString(), variable.getInitializer());
        }
        return super.visitVariable(variable, unused);
      }
    }.scan(unit, null);
    scan(unit, null);
    return texts;
  }

  @Override
  public Void visitAnnotation(AnnotationTree annotation, Void unused) {
    return null;
  }

  @Override
  public Void visitBinary(BinaryTree binary, Void unused) {
    return isText(binary) ? add(binary, alternatives(binary)) : super.visitBinary(binary, unused);
  }

  @Override
  public Void visitConditionalExpression(ConditionalExpressionTree choice, Void unused) {
    return isText(choice)
        ? add(choice, alternatives(choice))
        : super.visitConditionalExpression(choice, unused);
  }

  @Override
  public Void visitLiteral(LiteralTree literal, Void unused) {
    return isText(literal) ? add(literal, alternatives(literal)) : null;
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
    ExpressionTree method = call.getMethodSelect();
    String called =
        method instanceof MemberSelectTree select
            ? select.getIdentifier().toString()
            : method.toString();
    scan(method, null);
    arguments(call.getArguments(), SEARCHES.contains(called));
    return null;
  }

  @Override
  public Void visitNewClass(NewClassTree made, Void unused) {
    scan(made.getEnclosingExpression(), null);
    arguments(made.getArguments(), FAULTS.contains(made.getIdentifier().toString()));
    scan(made.getClassBody(), null);
    return null;
  }

  /** Place, what is wrong and what to do are often arguments of one call: they are one message. */
  private void arguments(List<? extends ExpressionTree> arguments, boolean isHidden) {
    int i = 0;
    while (i < arguments.size()) {
      ExpressionTree argument = arguments.get(i++);
      if (!isText(argument)) {
        scan(argument, null);
      } else if (!isHidden) {
        List<List<String>> parts = sentences(arguments.subList(i - 1, arguments.size()));
        List<String> all = parts.get(0);
        for (int part = 1; part < parts.size(); part++) {
          all = joined(all, part == 1 && parts.size() == 3 ? ": " : ". ", parts.get(part));
        }
        add(argument, all);
        i += parts.size() - 1;
      }
    }
  }

  /** The first argument, and at most two after it that go on as sentences. */
  private List<List<String>> sentences(List<? extends ExpressionTree> arguments) {
    List<List<String>> parts = new ArrayList<>();
    for (ExpressionTree argument : arguments) {
      List<String> texts = isText(argument) ? alternatives(argument) : List.of();
      if (parts.isEmpty() || (areSentences(texts) && areSentences(parts.get(0)))) {
        parts.add(texts);
      } else {
        break;
      }
      if (parts.size() == 3) {
        break;
      }
    }
    return parts;
  }

  private static boolean areSentences(List<String> texts) {
    return !texts.isEmpty() && texts.stream().allMatch(text -> SourceMessage.words(text) >= 2);
  }

  private static List<String> joined(List<String> first, String between, List<String> second) {
    List<String> joined = new ArrayList<>();
    for (String one : first) {
      for (String other : second) {
        joined.add(one + (one.endsWith(".") ? " " : between) + other);
      }
    }
    return joined;
  }

  private Void add(Tree tree, List<String> alternatives) {
    long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
    for (String text : new LinkedHashSet<>(alternatives)) {
      texts.add(new SourceMessage(name + ":" + line, text.replaceAll("…(…)+", HOLE)));
    }
    return null;
  }

  private boolean isText(ExpressionTree expression) {
    ExpressionTree bare = bare(expression);
    if (bare instanceof LiteralTree literal) {
      return literal.getValue() instanceof String;
    }
    if (bare instanceof BinaryTree binary) {
      return binary.getKind() == Tree.Kind.PLUS
          && (isText(binary.getLeftOperand()) || isText(binary.getRightOperand()));
    }
    if (bare instanceof ConditionalExpressionTree choice) {
      return isText(choice.getTrueExpression()) || isText(choice.getFalseExpression());
    }
    ExpressionTree constant =
        bare instanceof IdentifierTree named ? constants.get(named.getName().toString()) : null;
    return constant != null && !(constant instanceof IdentifierTree) && isText(constant);
  }

  private List<String> alternatives(ExpressionTree expression) {
    ExpressionTree bare = bare(expression);
    if (!isText(bare)) {
      scan(bare, null);
      boolean isShown = bare instanceof LiteralTree literal && literal.getValue() != null;
      return List.of(isShown ? String.valueOf(((LiteralTree) bare).getValue()) : HOLE);
    }
    if (bare instanceof BinaryTree binary) {
      return concatenated(binary);
    }
    if (bare instanceof ConditionalExpressionTree choice) {
      scan(choice.getCondition(), null);
      List<String> all = new ArrayList<>(alternatives(choice.getTrueExpression()));
      all.addAll(alternatives(choice.getFalseExpression()));
      return all;
    }
    if (bare instanceof IdentifierTree named) {
      return alternatives(constants.get(named.getName().toString()));
    }
    return List.of(String.valueOf(((LiteralTree) bare).getValue()));
  }

  private List<String> concatenated(BinaryTree binary) {
    List<String> left = part(binary.getLeftOperand());
    List<String> right = part(binary.getRightOperand());
    if (left.size() * right.size() > MOST_ALTERNATIVES) {
      add(binary, right);
      right = List.of(HOLE);
    }
    List<String> all = new ArrayList<>();
    for (String one : left) {
      for (String other : right) {
        all.add(one + other);
      }
    }
    return all;
  }

  /** Alternatives that differ in a word or two are a hole, like a value. */
  private List<String> part(ExpressionTree expression) {
    boolean isChoice = bare(expression) instanceof ConditionalExpressionTree;
    List<String> all = alternatives(expression);
    boolean isShort = all.stream().allMatch(text -> SourceMessage.words(text) < 3);
    return isChoice && isShort ? List.of(HOLE) : all;
  }

  private static ExpressionTree bare(ExpressionTree expression) {
    ExpressionTree bare = expression;
    while (bare instanceof ParenthesizedTree parentheses) {
      bare = parentheses.getExpression();
    }
    return bare;
  }
}
